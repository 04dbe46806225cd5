// @ts-check
import { at } from '../at.mjs';

const SIDE = 224;

/** A wave of period 1 between −1 and 1, of straight lines: sines may differ in the last bit from engine to engine. @param {number} x */
const wave = (x) => 4 * Math.abs(x - Math.floor(x) - 0.5) - 1;

/**
 * An abstract picture as the models' tensor (224 × 224 × 3, RGB, 0..1): waves of colour, as slopes, as stripes, with squares
 * around a point, or with noise.
 * @param {() => number} random
 */
export function paintTexture(random) {
  const kind = Math.floor(random() * 4);
  const noise = random() < 0.33 ? 0.3 * random() : 0;
  const waves = Array.from({ length: 9 }, () => ({
    x: frequency(random),
    y: frequency(random),
    phase: random(),
    strength: random(),
  }));
  const base = [random(), random(), random()];
  const strength = 0.1 + 0.4 * random();
  const centre = { x: SIDE * random(), y: SIDE * random(), frequency: 0.01 + 0.05 * random() };
  const tensor = new Float32Array(SIDE * SIDE * 3);
  for (let y = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; x++) {
      for (let channel = 0; channel < 3; channel++) {
        let value = 0;
        for (const one of waves.slice(channel * 3, channel * 3 + 3))
          value += one.strength * wave(one.x * x + one.y * y + one.phase);
        if (kind === 1) value = Math.sign(value);
        if (kind === 2) value += wave(centre.frequency * (Math.abs(x - centre.x) + Math.abs(y - centre.y)));
        if (kind === 3) value = value > 0 ? 0.5 * value + 0.5 : -0.5;
        const colour = 0.2 + 0.6 * at(base, channel) + strength * value + noise * (random() - 0.5);
        tensor[(y * SIDE + x) * 3 + channel] = Math.min(1, Math.max(0, colour));
      }
    }
  }
  return tensor;
}

/** Waves a pixel, of either sign, small ones more often. @param {() => number} random */
const frequency = (random) => (random() - 0.5) * 0.2 * random() * random();
