// @ts-check
import { readHeader, wireLimits } from '@safeupload/sdk/core';
import { createMeasurer } from '@safeupload/server/node';
import sharp from 'sharp';
import { median, rounded } from '../statistics.mjs';

const derivatives = [{ name: 'full', longestSidePx: 2048 }];

/**
 * Pictures a second of one measuring process (decode, PDQ in eight orientations, both models, one derivative) beside
 * decoding and encoding the same derivative with sharp alone, in turns.
 * @param {ReadonlyMap<string, Uint8Array>} pictures @param {number} runs
 */
export async function serverThroughput(pictures, runs) {
  const measurer = await createMeasurer({ processes: 1 });
  /** @type {Record<string, object>} */
  const sizes = {};
  try {
    for (const size of ['1mp', '12mp']) {
      const whole = [];
      const alone = [];
      for (let run = -1; run < runs; run++) {
        const bytes = pictures.get(`${size}-${(run + 1) % 3}`) ?? new Uint8Array();
        const wholeMs = await time(() =>
          measurer.measure(bytes, readHeader(bytes, wireLimits), { derivatives, limits: wireLimits }),
        );
        const aloneMs = await time(() => encodeAlone(bytes));
        if (run < 0) continue;
        whole.push(wholeMs);
        alone.push(aloneMs);
      }
      sizes[size] = {
        runs,
        picturesPerSecond: rounded(1000 / median(whole)),
        decodeEncodePerSecond: rounded(1000 / median(alone)),
        share: rounded(median(alone) / median(whole)),
      };
    }
  } finally {
    await measurer.dispose();
  }
  return sizes;
}

/** @param {Uint8Array} bytes */
function encodeAlone(bytes) {
  return sharp(bytes)
    .autoOrient()
    .resize(2048, 2048, { fit: 'inside', withoutEnlargement: true })
    .jpeg({ quality: 82 })
    .toBuffer();
}

/** @param {() => Promise<unknown>} work */
async function time(work) {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}
