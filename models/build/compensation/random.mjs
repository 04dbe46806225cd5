// @ts-check

/**
 * Numbers in [0, 1), always the same for one seed (Numerical Recipes' linear congruential generator): a build must give equal
 * bytes each time.
 * @param {number} seed a 32-bit integer
 * @returns {() => number}
 */
export function createRandom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
