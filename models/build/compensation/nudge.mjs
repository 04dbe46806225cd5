// @ts-check
import { at } from '../at.mjs';
import { pictureForSource } from '../source-scores.mjs';

const SIDE = 224;
const PIXELS_PER_NODE = 4;
const NODES = SIDE / PIXELS_PER_NODE + 1;
/** Never farther from the picture than this, of 1: it still looks the same. */
const FARTHEST = 16 / 255;
const STEP = 2 / 255;
const STEPS = 12;
const MOMENTUM = 0.7;

/**
 * The picture, changed by at most 16 of 255 until the float source gives log-odds of `target` or 12 steps are done. Harmless
 * pictures all score near 0; what the model does with a high score must stay as it is, too, and no other pictures may be used.
 * Sign ascent with momentum on a grid with a node every 4 pixels.
 * @param {import('./runtime.mjs').Session} session of `differentiate`
 * @param {import('./gradients.mjs').Differentiated} graph
 * @param {Float32Array} picture 224 × 224 × 3, RGB, 0..1
 * @param {number} target
 */
export async function nudge(session, { logits, pictureGradient }, picture, target) {
  const grid = new Float64Array(NODES * NODES * 3);
  const speed = new Float64Array(grid.length);
  const nudged = Float32Array.from(picture);
  for (let step = 0; step < STEPS; step++) {
    const outputs = await session.run(pictureForSource(nudged), [logits, pictureGradient]);
    const [safe, nsfw] = outputs.get(logits)?.values ?? [];
    if (Number(nsfw) - Number(safe) >= target) break;
    const slope = ontoGrid(outputs.get(pictureGradient)?.values ?? new Float32Array());
    const length = slope.reduce((sum, value) => sum + Math.abs(value), 0);
    for (let i = 0; i < grid.length; i++) {
      speed[i] = MOMENTUM * at(speed, i) + at(slope, i) / length;
      grid[i] = Math.min(FARTHEST, Math.max(-FARTHEST, at(grid, i) + STEP * Math.sign(at(speed, i))));
    }
    eachPixel((place, channel, corners) => {
      let change = 0;
      for (const [node, share] of corners) change += share * at(grid, node);
      const i = place * 3 + channel;
      nudged[i] = Math.min(1, Math.max(0, at(picture, i) + change));
    });
  }
  return nudged;
}

/** @param {Float32Array} gradient 3 (blue, green, red) × 224 × 224 */
function ontoGrid(gradient) {
  const slope = new Float64Array(NODES * NODES * 3);
  eachPixel((place, channel, corners) => {
    const value = at(gradient, (2 - channel) * SIDE * SIDE + place);
    for (const [node, share] of corners) slope[node] = at(slope, node) + share * value;
  });
  return slope;
}

/** @param {(place: number, channel: number, corners: [number, number][]) => void} visit corners: index in the grid, share of it */
function eachPixel(visit) {
  for (let y = 0; y < SIDE; y++) {
    const [row, down] = [Math.floor(y / PIXELS_PER_NODE), (y % PIXELS_PER_NODE) / PIXELS_PER_NODE];
    for (let x = 0; x < SIDE; x++) {
      const [column, right] = [Math.floor(x / PIXELS_PER_NODE), (x % PIXELS_PER_NODE) / PIXELS_PER_NODE];
      for (let channel = 0; channel < 3; channel++) {
        const node = (row * NODES + column) * 3 + channel;
        visit(y * SIDE + x, channel, [
          [node, (1 - down) * (1 - right)],
          [node + 3, (1 - down) * right],
          [node + NODES * 3, down * (1 - right)],
          [node + NODES * 3 + 3, down * right],
        ]);
      }
    }
  }
}
