const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** How long ago `at` was, in words: “just now”, “5 minutes ago”, “yesterday”, “12 November”. Both in ms since the epoch. */
export function relativeTime(at: number, now: number): string {
  const ago = Math.max(0, now - at);
  if (ago < minuteMs) return 'just now';
  if (ago < hourMs) return ofMany(Math.floor(ago / minuteMs), 'minute');
  if (ago < dayMs) return ofMany(Math.floor(ago / hourMs), 'hour');
  if (ago < 2 * dayMs) return 'yesterday';
  if (ago < 7 * dayMs) return ofMany(Math.floor(ago / dayMs), 'day');
  return new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', timeZone: 'UTC' }).format(at);
}

/** How long until `at`, in words: “47 minutes”, “an hour”; “a moment” where it is less than a minute or over. */
export function timeUntil(at: number, now: number): string {
  const minutes = Math.ceil((at - now) / minuteMs);
  if (minutes < 1) return 'a moment';
  if (minutes < 60) return countOf(minutes, 'minute');
  if (minutes < 120) return minutes === 60 ? 'an hour' : `1 hour ${countOf(minutes - 60, 'minute')}`;
  return countOf(Math.round(minutes / 60), 'hour');
}

/** The time on this computer's clock: “02:30 UTC”. A forum with members abroad shows each of them their own. */
export function clockTime(at: number): string {
  return new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZoneName: 'short' }).format(at);
}

/** How long something has lasted, in the largest unit that fits: “2 hours”, “3 months”, “6 years”. */
export function lengthOf(ms: number): string {
  const units = [
    ['year', 365 * dayMs],
    ['month', 30 * dayMs],
    ['day', dayMs],
    ['hour', hourMs],
    ['minute', minuteMs],
  ] as const;
  const [word, unitMs] = units.find(([, length]) => ms >= length) ?? ['minute', minuteMs];
  return countOf(Math.floor(ms / unitMs), word);
}

/** A period of a policy, as it is said there: “30 minutes”, “24 hours”, “7 days”. */
export function periodOf(ms: number): string {
  if (ms >= 2 * dayMs) return countOf(Math.round(ms / dayMs), 'day');
  return ms >= 2 * hourMs ? countOf(Math.round(ms / hourMs), 'hour') : countOf(Math.round(ms / minuteMs), 'minute');
}

/** “1 reply”, “3 replies”: a count with its word. */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

function ofMany(count: number, unit: string): string {
  return `${countOf(count, unit)} ago`;
}
