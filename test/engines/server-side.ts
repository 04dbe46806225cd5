import { readFile } from 'node:fs/promises';
import { distanceBetween, type Evidence, mostFingerprints, readHeader, wireLimits } from '@safeupload/sdk/core';
import type { Measurer } from '@safeupload/server';
import { pictures } from '../support/pictures.mjs';

/** What two sides measured of the same bytes, and how far apart they are. */
export interface Difference {
  /** The largest of any label of any model. */
  readonly score: number;
  /** Bits, from the first side's fingerprint to the nearest of the other's; 0 where it has none worth comparing. */
  readonly bits: number;
}

/** A fixture picture of at most 13 MP that every engine shall be able to show. */
export const good = (await pictures()).filter(
  ({ kind, width, height }) => kind === 'good' && width * height <= 13_000_000,
);

/** What one side takes longer for on a busy machine is not what is compared. */
const unhurried = { ...wireLimits, decodeMs: 60_000, measureMs: 120_000 };

/** What the server measures of these bytes. */
export async function measuredByServer(measurer: Measurer, bytes: Uint8Array): Promise<Evidence> {
  const header = readHeader(bytes, wireLimits);
  return (await measurer.measure(bytes, header, { derivatives: [], limits: unhurried })).evidence;
}

/** The bytes of a fixture picture. */
export async function bytesOf(file: string): Promise<Uint8Array> {
  return new Uint8Array(await readFile(file));
}

/** How far `ours` is from `theirs`. Of a long animation only the first model is compared: see `both-sides.test.ts`. */
export function differenceBetween(ours: Evidence, theirs: Evidence): Difference {
  const isLong = ours.frames.screened > mostFingerprints;
  let score = 0;
  for (const model of isLong ? ours.models.slice(0, 1) : ours.models) {
    const other = theirs.models.find(({ id }) => id === model.id);
    for (const [label, value] of Object.entries(model.scores)) {
      score = Math.max(score, Math.abs(value - (other?.scores[label] ?? 1 - value)));
    }
  }
  let bits = 0;
  for (const { hash, quality } of isLong ? [] : ours.fingerprints) {
    if (quality === 0) continue; // A flat picture's hash is float noise on either side.
    bits = Math.max(bits, Math.min(256, ...theirs.fingerprints.map((other) => distanceBetween(hash, other.hash))));
  }
  return { score, bits };
}
