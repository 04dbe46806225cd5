import { randomInt, timingSafeEqual } from 'node:crypto';

/** The PIN that guards staff accounts where other devices can reach the demo. */
export interface StaffPin {
  /** Six digits, new at every start: printed in the terminal and nowhere else. */
  readonly digits: string;
  /** True if this is the PIN; always false for a minute after too many wrong ones. */
  accepts(given: string): boolean;
}

/** Wrong tries a minute before every try is refused: a million PINs then take months. */
const mostTries = 5;
const windowMs = 60_000;

/** A PIN of six random digits. */
export function createStaffPin(clock: () => number): StaffPin {
  const digits = String(randomInt(0, 1_000_000)).padStart(6, '0');
  const wrongAt: number[] = [];
  return {
    digits,
    accepts(given) {
      const now = clock();
      while (wrongAt[0] !== undefined && wrongAt[0] < now - windowMs) wrongAt.shift();
      if (wrongAt.length >= mostTries) return false;
      const encoder = new TextEncoder();
      const [a, b] = [encoder.encode(given.trim()), encoder.encode(digits)];
      if (a.length === b.length && timingSafeEqual(a, b)) return true;
      wrongAt.push(now);
      return false;
    },
  };
}
