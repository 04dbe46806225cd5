import type { Share } from './share.js';

/** A forum's day. */
export interface Day {
  readonly pictures: number;
  /** One picture in so many is bad. */
  readonly badIn: number;
}

/** A number of pictures a day, and its 95 % interval. */
export interface Daily {
  readonly expected: number;
  readonly low: number;
  readonly high: number;
}

/** What one rule would stop on one day. */
export interface DailyCost {
  /** Bad pictures a day, stopped or not. */
  readonly bad: number;
  /** Harmless ones among those stopped; null where the folder has none to tell by. */
  readonly alarms: Daily | null;
  /** Bad ones among those stopped; null where the folder has none to tell by. */
  readonly found: Daily | null;
  /** Both together: what somebody has to look at. Ends added up, so wider than 95 %. Null where one is. */
  readonly stopped: Daily | null;
}

/** The cost of a rule on a day, from its share of false alarms and of bad pictures found in the folder. */
export function dailyCost(day: Day, falseAlarms: Share, found: Share): DailyCost {
  const bad = day.pictures / day.badIn;
  const alarmsADay = times(falseAlarms, day.pictures - bad);
  const foundADay = times(found, bad);
  const stopped = alarmsADay &&
    foundADay && {
      expected: alarmsADay.expected + foundADay.expected,
      low: alarmsADay.low + foundADay.low,
      high: alarmsADay.high + foundADay.high,
    };
  return { bad, alarms: alarmsADay, found: foundADay, stopped };
}

function times({ share, low, high }: Share, pictures: number): Daily | null {
  return share === null ? null : { expected: share * pictures, low: low * pictures, high: high * pictures };
}
