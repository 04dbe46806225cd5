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

/** “1 reply”, “3 replies”: a count with its word. */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

function ofMany(count: number, unit: string): string {
  return `${countOf(count, unit)} ago`;
}
