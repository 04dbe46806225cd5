import { type Frame, inputOf, inputsOf, type ModelManifest, tensorFromFrame } from '@safeupload/sdk/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

type Input = ModelManifest['input'];

const plain: Input = {
  name: 'input',
  shape: [1, 16, 16, 3],
  layout: 'NHWC',
  channels: 'RGB',
  range: [0, 1],
  resize: 'area',
};

/** A frame of 20 × 18 pixels, every byte another one. */
const frame: Frame = {
  width: 20,
  height: 18,
  data: Uint8Array.from({ length: 20 * 18 * 4 }, (_, i) => (i % 4 === 3 ? 255 : (i * 151 + 7 * (i >> 5)) % 256)),
};

describe('the input of a model', () => {
  it('is the tensor itself where the model takes it as it is', () => {
    expect(inputOf({ input: plain }, frame)).toEqual(tensorFromFrame(frame, 16));
  });

  it('puts every value where layout and order of channels say, normalized, in every form', () => {
    const triple = fc.tuple(
      fc.double({ min: -10, max: 10, noNaN: true }),
      fc.double({ min: -10, max: 10, noNaN: true }),
      fc.double({ min: 0.001, max: 10, noNaN: true }),
    );
    fc.assert(
      fc.property(
        fc.constantFrom('NHWC' as const, 'NCHW' as const),
        fc.constantFrom('RGB' as const, 'BGR' as const),
        fc.integer({ min: 16, max: 40 }),
        fc.option(fc.tuple(triple, fc.constant([0.5, 0.001, 2] as const)), { nil: undefined }),
        (layout, channels, side, normal) => {
          const input: Input = {
            ...plain,
            layout,
            channels,
            shape: layout === 'NHWC' ? [1, side, side, 3] : [1, 3, side, side],
            ...(normal === undefined ? {} : { normalize: { mean: normal[0], std: normal[1] } }),
          };
          const tensor = tensorFromFrame(frame, side);
          const made = inputOf({ input }, frame);
          expect(made.length).toBe(3 * side * side);
          for (let y = 0; y < side; y++) {
            for (let x = 0; x < side; x++) {
              for (let channel = 0; channel < 3; channel++) {
                const colour = channels === 'RGB' ? channel : 2 - channel;
                const value = tensor[3 * (y * side + x) + colour] ?? Number.NaN;
                const [mean, std] = [normal?.[0][channel] ?? 0, normal?.[1][channel] ?? 1];
                const at = layout === 'NHWC' ? 3 * (y * side + x) + channel : channel * side * side + y * side + x;
                if (made[at] !== Math.fround((value - mean) / std)) {
                  expect.fail(`${layout} ${channels} at ${x}, ${y}, channel ${channel}: ${made[at]}`);
                }
              }
            }
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('is one tensor for two models of one form, and another for another form or side', () => {
    const inputs = inputsOf(frame);
    const one = inputs({ input: plain });
    expect(inputs({ input: { ...plain, name: 'another' } })).toBe(one);
    const first: Input = { ...plain, layout: 'NCHW', shape: [1, 3, 16, 16] };
    expect(inputs({ input: first })).not.toBe(one);
    expect(inputs({ input: { ...first, name: 'x' } })).toBe(inputs({ input: first }));
    const normalize = { mean: [0, 0, 0], std: [1, 1, 1] } as const;
    expect(inputs({ input: { ...plain, normalize } })).toEqual(one);
    expect(inputs({ input: { ...plain, shape: [1, 32, 32, 3] } })).toEqual(tensorFromFrame(frame, 32));
  });
});
