import { compositeOverWhite } from '@safeupload/sdk/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

describe('compositeOverWhite', () => {
  test('leaves an opaque frame as it is, the same object', () => {
    const frame = { width: 2, height: 1, data: Uint8Array.of(1, 2, 3, 255, 4, 5, 6, 255) };
    expect(compositeOverWhite(frame)).toBe(frame);
  });

  test('hides the colours under alpha 0, and does not touch what it was given', () => {
    const data = Uint8Array.of(9, 8, 7, 255, 200, 0, 100, 0, 0, 0, 0, 128);
    const frame = { width: 3, height: 1, data: data.slice() };
    expect([...compositeOverWhite(frame).data]).toEqual([9, 8, 7, 255, 255, 255, 255, 255, 127, 127, 127, 255]);
    expect(frame.data).toEqual(data);
  });

  test('is the rounded mixture with white for every colour and alpha', () => {
    const data = new Uint8Array(4 * 65_536);
    for (let i = 0; i < 65_536; i++) data.set([i & 255, 255 - (i & 255), 0, i >> 8], 4 * i);
    const { data: mixed } = compositeOverWhite({ width: 256, height: 256, data });
    for (let i = 0; i < 65_536; i++) {
      const [colour, alpha] = [i & 255, (i >> 8) / 255];
      const expected = [colour, 255 - colour, 0].map((c) => c * alpha + 255 * (1 - alpha));
      const got = [...mixed.subarray(4 * i, 4 * i + 4)];
      const off = Math.max(...expected.map((value, c) => Math.abs(value - (got[c] ?? Number.NaN))));
      if (off > 0.5 + 1e-9 || got[3] !== 255) expect({ i, got, expected }).toBeNull();
    }
    expect(mixed).toHaveLength(data.length);
  });

  test('two pictures that differ only under alpha 0 become one', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 8, maxLength: 8 }),
        fc.uint8Array({ minLength: 3, maxLength: 3 }),
        (a, b) => {
          const first = a.slice();
          first[3] = 0;
          const second = first.slice();
          second.set(b, 0);
          const of = (data: Uint8Array) => [...compositeOverWhite({ width: 2, height: 1, data }).data];
          expect(of(first)).toEqual(of(second));
        },
      ),
    );
  });
});
