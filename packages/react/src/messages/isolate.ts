// Blocks of letters written from right to left: Hebrew to Arabic Extended, their presentation forms, and the planes above.
const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/** The text between first strong isolate and pop directional isolate (UAX #9), so that it does not turn its sentence around. */
export function isolated(text: string): string {
  return `\u2068${text}\u2069`;
}

/** A name in a sentence that runs from left to right: isolated only where it holds a letter that runs the other way. */
export function leftToRightName(name: string): string {
  return rightToLeft.test(name) ? isolated(name) : name;
}
