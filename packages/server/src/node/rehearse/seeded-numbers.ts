/**
 * Numbers in [0, 1) that are the same for the same seed: Tommy Ettinger's mulberry32 (public domain), 32 bits of state.
 * For pictures and minutes of a rehearsal; nothing here is secret.
 */
export function seededNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** The items in an order that the numbers decide (Fisher and Yates). */
export function shuffled<T>(items: readonly T[], next: () => number): T[] {
  const order = [...items];
  for (let last = order.length - 1; last > 0; last--) {
    const other = Math.floor(next() * (last + 1));
    // Provable: both lie within the list.
    [order[last], order[other]] = [order[other] as T, order[last] as T];
  }
  return order;
}
