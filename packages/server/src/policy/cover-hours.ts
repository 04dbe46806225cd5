import { borderOf } from '@safeupload/sdk/core';

/** Hours of every day in which somebody is on duty and newcomers' pictures need not wait. */
export interface CoverHours {
  /** IANA name, e.g. `Europe/London`. */
  readonly timeZone: string;
  /** `HH:MM`, the first minute. */
  readonly from: string;
  /** `HH:MM`, the first minute after; earlier than `from` it is on the next day. */
  readonly until: string;
}

const border = borderOf('policy-invalid', 'server policy');
const clockTime = /^([01]\d|2[0-3]):[0-5]\d$/;

/** Cover hours in a parsed JSON value. Throws `policy-invalid`. */
export function parseCoverHours(value: unknown, path: string): CoverHours {
  const hours = border.object(value, path, ['timeZone', 'from', 'until']);
  const timeZone = border.text(hours.timeZone, `${path}.timeZone`, 64);
  try {
    minuteOfDay(0, timeZone);
  } catch {
    border.refuse(`${path}.timeZone`, 'an IANA time zone such as Europe/London', timeZone);
  }
  return {
    timeZone,
    from: border.matching(hours.from, `${path}.from`, clockTime, 'a time such as 08:00'),
    until: border.matching(hours.until, `${path}.until`, clockTime, 'a time such as 22:30'),
  };
}

/** True while one of them covers this moment (ms since the epoch). */
export function isCovered(hours: readonly CoverHours[], at: number): boolean {
  return hours.some(({ timeZone, from, until }) => {
    const now = minuteOfDay(at, timeZone);
    const [start, end] = [minutesOf(from), minutesOf(until)];
    return start <= end ? now >= start && now < end : now >= start || now < end;
  });
}

function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}

function minuteOfDay(at: number, timeZone: string): number {
  const format = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  return minutesOf(format.format(at));
}
