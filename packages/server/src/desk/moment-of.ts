const months = ['Jan', 'Feb', 'March', 'April', 'May', 'June', 'July', 'Aug', 'Sept', 'Oct', 'Nov', 'Dec'] as const;

/** A moment for people of all time zones: “3 May 01:12 UTC”. `at` is in ms since the epoch. */
export function momentOf(at: number): string {
  const date = new Date(at);
  const [hours, minutes] = [date.getUTCHours(), date.getUTCMinutes()].map((part) => String(part).padStart(2, '0'));
  return `${date.getUTCDate()} ${months[date.getUTCMonth()] ?? ''} ${hours}:${minutes} UTC`;
}
