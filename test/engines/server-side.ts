import { readFile } from 'node:fs/promises';
import { distanceBetween, type Evidence, mostFingerprints, readHeader, wireLimits } from '@safeupload/sdk/core';
import type { Measurer } from '@safeupload/server';
import sharp from 'sharp';
import { pictures } from '../support/pictures.mjs';
import type { Part } from './editor-calls.js';

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

/** What {@link coveredPixels} counted. */
export interface CoveredPixels {
  /** Pixels of the part, and how many of them are black. */
  readonly all: number;
  readonly covered: number;
  /** Pixels away from the part that are others than in the original. */
  readonly changed: number;
}

/** How far from the part's edge a JPEG's blocks, with colours at half the resolution, smear it, in pixels. */
const smearPx = 16;

/** How far a JPEG's black may be from 0, and a colour encoded once more from what it was, of 255. */
const jpegBlack = 4;
const jpegColour = 40;

/** Compares a picture made by the editor with its original, pixel by pixel, by another decoder than any browser's. */
export async function coveredPixels(made: Uint8Array, original: string, part: Part): Promise<CoveredPixels> {
  const [after, before] = [await pixelsOf(made), await pixelsOf(original)];
  const { width, height } = after.info;
  if (width !== before.info.width || height !== before.info.height) throw new Error('The size is another one.');
  const isJpeg = after.format === 'jpeg';
  const smear = isJpeg ? smearPx : 0;
  const [left, top] = [Math.round((width * part.left) / 100), Math.round((height * part.top) / 100)];
  const [right, bottom] = [
    left + Math.round((width * part.width) / 100),
    top + Math.round((height * part.height) / 100),
  ];
  let [all, covered, changed] = [0, 0, 0];
  for (let i = 0; i < width * height; i++) {
    const [x, y] = [i % width, Math.floor(i / width)];
    const inside = Math.min(x - left, right - 1 - x, y - top, bottom - 1 - y);
    const channels = [0, 1, 2].map((channel) => after.data[3 * i + channel] ?? 255);
    if (inside >= smear) {
      all++;
      if (Math.max(...channels) <= (isJpeg ? jpegBlack : 0)) covered++;
    } else if (inside < -smear) {
      const far = Math.max(...channels.map((value, channel) => Math.abs(value - (before.data[3 * i + channel] ?? 0))));
      if (far > (isJpeg ? jpegColour : 0)) changed++;
    }
  }
  return { all, covered, changed };
}

async function pixelsOf(picture: Uint8Array | string) {
  const { format } = await sharp(picture).metadata();
  const { data, info } = await sharp(picture)
    .rotate()
    .flatten({ background: '#fff' })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data, info, format };
}
