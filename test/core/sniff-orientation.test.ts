import { readFileSync } from 'node:fs';
import { readHeader, wireLimits } from '@safeupload/sdk/core';
import { expect, test } from 'vitest';

interface OrientationVector {
  readonly name: string;
  readonly format: string;
  readonly base64: string;
  readonly orientation: number;
  readonly shown: { readonly width: number; readonly height: number };
}

const { vectors }: { vectors: OrientationVector[] } = JSON.parse(
  readFileSync(new URL('../vectors/orientations.json', import.meta.url), 'utf8'),
);

test('there is every orientation in three formats, and the odd ones', () => {
  expect(vectors).toHaveLength(32);
});

test.each(vectors)('the header says what is shown of $name', ({ format, base64, orientation, shown }) => {
  const header = readHeader(new Uint8Array(Buffer.from(base64, 'base64')), wireLimits);
  expect(header).toMatchObject({ format, orientation, width: shown.width, height: shown.height });
});
