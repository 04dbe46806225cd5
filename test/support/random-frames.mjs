// @ts-check

/** @typedef {{ width: number, height: number, data: Uint8Array }} Frame */

/**
 * Frames of random sizes and contents, the same for the same seed: mostly small, some thinner than 5 pixels, some of
 * exactly 64 × 64, some long and thin; noise, waves, blocks and flat ones; transparent here and there.
 * @param {number} count @param {number} seed
 * @returns {Generator<Frame>}
 */
export function* randomFrames(count, seed) {
  const random = randomFrom(seed);
  const whole = (/** @type {number} */ least, /** @type {number} */ most) =>
    least + Math.floor(random() * (most - least + 1));
  /** @type {(() => [number, number])[]} */
  const sizes = [
    () => [whole(1, 8), whole(1, 8)],
    () => [whole(5, 70), whole(5, 70)],
    () => [whole(5, 70), whole(5, 70)],
    () => [whole(60, 68), whole(60, 68)],
    () => [64, 64],
    () => [whole(65, 140), whole(65, 140)],
    () => [whole(1, 9), whole(100, 900)],
    () => [whole(100, 900), whole(1, 9)],
    () => [2 * whole(4, 60) + 1, whole(128, 260)],
  ];
  for (let index = 0; index < count; index++) {
    const [width, height] = index % 250 === 249 ? [whole(256, 700), whole(256, 700)] : pick(sizes, random)();
    yield paint(width, height, whole(0, 4), random);
  }
}

/** @param {number} width @param {number} height @param {number} kind @param {() => number} random @returns {Frame} */
function paint(width, height, kind, random) {
  const data = new Uint8Array(4 * width * height);
  const [across, down, noise, level] = [random() * 0.3, random() * 0.3, random() * 40, random() * 256];
  const paintings = [
    () => random() * 256,
    (/** @type {number} */ x, /** @type {number} */ y, /** @type {number} */ c) =>
      128 + 90 * Math.sin(x * across + c) * Math.cos(y * down) + random() * noise - noise / 2,
    (/** @type {number} */ x, /** @type {number} */ y, /** @type {number} */ c) =>
      (x >> 4) * 37 + (y >> 3) * 91 + c * 50,
    () => level,
    (/** @type {number} */ x, /** @type {number} */ y) => (random() < 0.02 ? 255 : x * across + y * down),
  ];
  const value = paintings[kind] ?? random;
  const isTransparent = random() < 0.1;
  let at = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < 3; c++) data[at++] = value(x, y, c);
      data[at++] = isTransparent && random() < 0.1 ? random() * 256 : 255;
    }
  }
  return { width, height, data };
}

/** @template T @param {readonly T[]} list @param {() => number} random @returns {T} */
function pick(list, random) {
  const chosen = list[Math.floor(random() * list.length)];
  if (chosen === undefined) throw new Error('There is nothing to pick from.');
  return chosen;
}

/** Numbers in [0, 1) by a linear congruential generator (Numerical Recipes). @param {number} seed */
function randomFrom(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
