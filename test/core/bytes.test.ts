import { fromBase64url, fromUtf8, toBase64url, toHex, toUtf8 } from '@safeupload/sdk/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

describe('base64url', () => {
  it('agrees with Node on any bytes, both ways', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const text = toBase64url(bytes);
        expect(text).toBe(Buffer.from(bytes).toString('base64url'));
        expect(fromBase64url(text)).toEqual(bytes);
      }),
    );
  });

  it('refuses every second spelling', () => {
    for (const text of ['AB', 'AAB', 'AA==', 'A', 'AA\n', 'A+', 'A/', 'AA ', 'ÄÄ'])
      expect(fromBase64url(text)).toBeNull();
    expect(fromBase64url('AA')).toEqual(new Uint8Array([0]));
    expect(fromBase64url('')).toEqual(new Uint8Array());
  });
});

describe('hex and UTF-8', () => {
  it('prints two letters a byte', () => {
    expect(toHex(new Uint8Array([0, 9, 255]))).toBe('0009ff');
  });

  it('returns null for bytes that are no UTF-8 and keeps a byte-order mark', () => {
    expect(fromUtf8(new Uint8Array([0xc3, 0x28]))).toBeNull();
    expect(fromUtf8(toUtf8('\ufeffä'))).toBe('\ufeffä');
  });
});
