import { rangesOf, type TextRange } from './picture-syntax.js';

/** What is left in a text of those matches of `pattern` that one deletion cut into, last first. */
export function remainsOf(was: string, now: string, pattern: RegExp): TextRange[] {
  let head = 0;
  while (head < now.length && now[head] === was[head]) head += 1;
  let tail = 0;
  while (tail < now.length - head && now.at(-1 - tail) === was.at(-1 - tail)) tail += 1;
  const cut = { start: head, end: was.length - tail };
  return rangesOf(was, pattern)
    .reverse()
    .filter(({ start, end }) => end > cut.start && start < cut.end)
    .map(({ start, end }) => ({
      start: Math.min(start, cut.start),
      end: Math.max(cut.start, end - (was.length - now.length)),
    }))
    .filter(({ start, end }) => end > start);
}
