// @ts-check

/** The size of every seed picture, 3:2 as cameras make them. */
export const widthPx = 1600;
/** See {@link widthPx}. */
export const heightPx = 1067;

/**
 * A seeded generator (mulberry32): the pictures are the same on every run.
 *
 * @param {number} seed
 * @returns {(from?: number, to?: number) => number} numbers in [from, to), by default [0, 1)
 */
export function seeded(seed) {
  let state = seed >>> 0;
  return (from = 0, to = 1) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return from + (to - from) * (((t ^ (t >>> 14)) >>> 0) / 4_294_967_296);
  };
}

/** @typedef {(from?: number, to?: number) => number} Random */

/**
 * @param {number} count
 * @param {(index: number) => string} draw
 * @returns {string} the drawings one after another
 */
export function each(count, draw) {
  return Array.from({ length: count }, (_, index) => draw(index)).join('');
}

/** @param {number} value @returns {string} short, for paths */
export const n = (value) => value.toFixed(1);

/**
 * A line of hills: several waves of falling length, from edge to edge.
 *
 * @param {Random} random
 * @param {number} level mean height of the line
 * @param {number} rise how far it goes up and down
 * @param {number} rough 0 smooth … 1 jagged
 * @returns {{ path: string, at: (x: number) => number }} closed at the bottom edge; the line's height at x
 */
export function ridge(random, level, rise, rough) {
  const waves = Array.from({ length: 7 }, (_, index) => ({
    pace: (2 * Math.PI * (1.3 ** index * random(0.7, 1.4) + index * rough * 1.6)) / widthPx,
    shift: random(0, 7),
    size: rise * (0.55 + rough * 0.15) ** index,
  }));
  const at = (/** @type {number} */ x) =>
    level + waves.reduce((sum, wave) => sum + wave.size * Math.sin(x * wave.pace + wave.shift), 0) * 0.5;
  const points = Array.from({ length: 161 }, (_, index) => `${index * 10} ${n(at(index * 10))}`);
  return { path: `M${points.join('L')}L${widthPx} ${heightPx}L0 ${heightPx}Z`, at };
}

/**
 * A closed soft shape around a centre.
 *
 * @param {Random} random
 * @param {number} x
 * @param {number} y
 * @param {number} radius
 * @param {number} wobble share of the radius, 0 is a circle
 * @returns {string} a path
 */
export function blob(random, x, y, radius, wobble) {
  const waves = [2, 3, 5].map((pace) => ({
    pace,
    shift: random(0, 7),
    size: (random(0.4, 1) * wobble) / Math.sqrt(pace),
  }));
  const points = Array.from({ length: 72 }, (_, index) => {
    const angle = (index / 72) * 2 * Math.PI;
    const r = radius * (1 + waves.reduce((sum, wave) => sum + wave.size * Math.sin(angle * wave.pace + wave.shift), 0));
    return `${n(x + r * Math.cos(angle))} ${n(y + r * Math.sin(angle))}`;
  });
  return `M${points.join('L')}Z`;
}

/**
 * @param {string} id
 * @param {readonly string[]} colours from top to bottom at equal distances
 * @param {string} [direction] attributes of the gradient's line
 * @returns {string} a definition to fill with `url(#id)`
 */
export function gradient(id, colours, direction = 'x1="0" y1="0" x2="0" y2="1"') {
  const stops = colours.map(
    (colour, at) => `<stop offset="${n((at / (colours.length - 1)) * 100)}%" stop-color="${colour}"/>`,
  );
  return `<linearGradient id="${id}" ${direction}>${stops.join('')}</linearGradient>`;
}

/**
 * @param {number} x
 * @param {number} y
 * @param {number} radius
 * @param {string} colour `#rrggbb`
 * @returns {string} light that fades to nothing at the radius
 */
export function glow(x, y, radius, colour) {
  const id = `glow-${x}-${y}-${radius}`;
  return `<radialGradient id="${id}"><stop offset="0.2" stop-color="${colour}" stop-opacity="0.85"/><stop offset="0.55" stop-color="${colour}" stop-opacity="0.28"/><stop offset="1" stop-color="${colour}" stop-opacity="0"/></radialGradient><circle cx="${x}" cy="${y}" r="${radius}" fill="url(#${id})"/>`;
}

/** Shadows of cut paper, and the grain of its surface. */
export const paper = `
<filter id="cut" x="-20%" y="-20%" width="140%" height="140%"><feDropShadow dx="0" dy="7" stdDeviation="9" flood-color="#1d1a26" flood-opacity="0.38"/></filter>
<filter id="grain" x="0" y="0" width="100%" height="100%"><feTurbulence type="fractalNoise" baseFrequency="0.7" numOctaves="2" seed="4"/><feColorMatrix values="0 0 0 0 0.5  0 0 0 0 0.5  0 0 0 0 0.5  0.55 0 0 0 -0.18"/></filter>`;

/**
 * @param {string} definitions
 * @param {string} body
 * @returns {string} a whole drawing, grain on top
 */
export function drawing(definitions, body) {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${widthPx}" height="${heightPx}" viewBox="0 0 ${widthPx} ${heightPx}"><defs>${paper}${definitions}</defs>${body}<rect width="100%" height="100%" filter="url(#grain)" opacity="0.35"/></svg>`;
}
