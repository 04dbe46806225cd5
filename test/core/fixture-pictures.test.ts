import { readFileSync } from 'node:fs';
import { fingerprintOf, isSafeUploadError, readHeader, wireLimits } from '@safeupload/sdk/core';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { bankPicture } from '../support/bank-picture.mjs';
import { metadataCanary, pictures } from '../support/pictures.mjs';

type Picture = Awaited<ReturnType<typeof pictures>>[number];

/** The header's facts, or the code of the refusal. Anything else that is thrown is a defect and fails the test. */
function headerOrCode(picture: Picture): object | string {
  try {
    const { format, width, height, frameCount } = readHeader(readFileSync(picture.file), wireLimits);
    return { format, width, height, frames: frameCount };
  } catch (thrown) {
    if (isSafeUploadError(thrown)) return thrown.code;
    throw thrown;
  }
}

describe('the pictures of the fixtures script', () => {
  let all: Picture[] = [];
  const named = (name: string): Picture => {
    const found = all.find((picture) => picture.name === name);
    if (found === undefined) throw new Error(`no picture ${name}`);
    return found;
  };
  beforeAll(async () => {
    all = await pictures();
  });

  it('are enough of every format, with transparency that hides colours', () => {
    const good = all.filter(({ kind }) => kind === 'good');
    expect(good.length).toBeGreaterThanOrEqual(48);
    for (const format of ['jpeg', 'png', 'gif', 'webp']) {
      expect(good.filter((picture) => picture.format === format).length, format).toBeGreaterThanOrEqual(10);
    }
    expect(good.filter(({ traits }) => traits.includes('hidden')).length).toBeGreaterThanOrEqual(8);
  });

  it('have the header that the list says, wherever they are good', () => {
    for (const picture of all.filter(({ kind }) => kind === 'good')) {
      const { format, width, height, frames } = picture;
      expect(headerOrCode(picture), picture.name).toEqual({ format, width, height, frames });
    }
  });

  it('end in their code, wherever they have one', () => {
    const refused = all.filter(({ expectedCode }) => expectedCode !== undefined);
    expect(refused.length).toBeGreaterThanOrEqual(25);
    expect(refused.map((picture) => [picture.name, headerOrCode(picture)])).toEqual(
      refused.map(({ name, expectedCode }) => [name, expectedCode]),
    );
  });

  it('end in a header or in a code, never in another error, wherever they are malformed', () => {
    for (const picture of all.filter(({ kind }) => kind === 'malformed')) {
      expect(['object', 'string'], picture.name).toContain(typeof headerOrCode(picture));
    }
  });

  it('hold the same visible picture over different hidden colours', async () => {
    const [red, blue] = await Promise.all(
      ['alpha-disc-red.png', 'alpha-disc-blue.png'].map((name) => sharp(named(name).file).raw().toBuffer()),
    );
    if (red === undefined || blue === undefined) throw new Error('both pictures were asked for');
    let hidden = 0;
    for (let at = 0; at < red.length; at += 4) {
      const same = red.subarray(at, at + 4).equals(blue.subarray(at, at + 4));
      if (red[at + 3] !== 0) expect(same).toBe(true);
      else if (!same) hidden++;
    }
    expect(hidden).toBeGreaterThan(10_000);
  });

  it('have a camera picture of 12 MP and 3 to 6 MB, full of metadata', () => {
    const camera = named('camera-12mp.jpg');
    expect(camera.bytes).toBeGreaterThan(3_000_000);
    expect(camera.bytes).toBeLessThan(6_000_000);
    expect([camera.width, camera.height]).toEqual([3000, 4000]);
    const text = readFileSync(camera.file, 'latin1');
    expect(text.split(metadataCanary).length - 1).toBeGreaterThanOrEqual(7);
  });

  it('keep the bomb small', () => {
    expect(named('bomb.png').bytes).toBeLessThan(32_000);
  });
});

describe('the picture of the test bank', () => {
  it('has a fingerprint worth matching', async () => {
    const { data, info } = await sharp(bankPicture).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
    const frame = { width: info.width, height: info.height, data: new Uint8ClampedArray(data) };
    expect(fingerprintOf(frame).quality).toBeGreaterThanOrEqual(90);
    expect([info.width, info.height]).toEqual([800, 600]);
  });
});
