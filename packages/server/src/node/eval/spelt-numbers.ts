import type { Daily, Day } from './daily-cost.js';
import type { Share } from './share.js';

/** A whole number with commas: 10,000. */
export function spellCount(count: number): string {
  return count.toLocaleString('en');
}

/** A count with its noun: 1 picture, 2 pictures. */
export function spellCounted(count: number, one: string, more = `${one}s`): string {
  return `${spellCount(count)} ${count === 1 ? one : more}`;
}

/** A share in [0, 1] as per cent with one decimal place; only what is none, or all, is printed as 0 or 100. */
export function spellPercent(share: number): string {
  return `${percentage(share)} %`;
}

/** An interval of shares: "0 to 2.7 %", or "0 and 2.7 %" behind "between". */
export function spellInterval({ low, high }: Pick<Share, 'low' | 'high'>, word: 'to' | 'and' = 'to'): string {
  return `${percentage(low)} ${word} ${spellPercent(high)}`;
}

/** A share with what it was counted from: "0 of 140 (0 %; 0 to 2.7 %)"; a dash of nothing. */
export function spellShare(share: Share): string {
  if (share.share === null) return '–';
  return `${spellCount(share.count)} of ${spellCount(share.of)} (${spellPercent(share.share)}; ${spellInterval(share)})`;
}

/** A threshold, a risk or an area with as many places as it needs, at most `places`. */
export function spellNumber(number: number, places = 3): string {
  return String(Number(number.toFixed(places)));
}

/** Pictures a day: whole from ten on, else with one decimal place; below 0.05 "under 0.1". */
export function spellDaily(pictures: number): string {
  if (pictures > 0 && pictures < 0.05) return 'under 0.1';
  return spellCount(pictures < 9.95 ? Math.round(pictures * 10) / 10 : Math.round(pictures));
}

/** "40 (12 to 90)". */
export function spellDailyRange({ expected, low, high }: Daily): string {
  return `${spellDaily(expected)} (${spellDaily(low)} to ${spellDaily(high)})`;
}

/** "5,000 pictures a day and 1 bad in 1,000". */
export function spellDay({ pictures, badIn }: Day): string {
  return `${spellCounted(pictures, 'picture')} a day and 1 bad in ${spellCount(badIn)}`;
}

function percentage(share: number): string {
  if (share > 0 && share < 0.0005) return 'under 0.1';
  if (share < 1 && share >= 0.9995) return 'over 99.9';
  return String(Number((100 * share).toFixed(1)));
}
