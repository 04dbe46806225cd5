import {
  type AcceptedFormat,
  type DevicePolicy,
  type Header,
  type Limits,
  mediaTypeOf,
  type Preparation,
  readHeader,
} from '@safeupload/sdk/core';
import type { Shortcuts } from './canary.js';
import { colorsOf } from './colors-of.js';
import { decodeBitmap, requireSize } from './decode-bitmap.js';
import { decodeReduced, type Reduced } from './decode-reduced.js';
import { type Encoded, type Encoding, encodeBitmap, encodeDrawn } from './encode-bitmap.js';
import type { Job } from './job.js';
import { pixelsOf } from './pixels-of.js';
import type { ReadFile } from './read-file.js';

/** What will be sent, frozen: nobody writes to `bytes` from here on, and everything is measured of these. */
export interface Prepared {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly header: Header;
  readonly preparation: Preparation;
  /** The same bytes as this browser's encoder gave them; null where they are the file's. */
  readonly encoded: Blob | null;
}

/**
 * The bytes to send. `plain`: a still picture is encoded anew in sRGB, upright, without metadata (so without the place
 * where a photo was taken), its longest side at most the policy's. An animated GIF stays as it is: there is no
 * encoder for it here. `as-is`: untouched, unless the wire's limits would refuse it. With a canvas that is not honest:
 * untouched. Throws what `readHeader`, `decodeBitmap` and `encodeBitmap` throw.
 */
export async function prepare(
  file: ReadFile,
  policy: DevicePolicy,
  honest: boolean,
  limits: { readonly intake: Limits; readonly wire: Limits; readonly shortcuts: Promise<Shortcuts> },
  job: Job,
): Promise<Prepared> {
  job.report('preparing', 0);
  const animatedGif = file.header.format === 'gif' && file.header.frameCount > 1;
  if (!honest || animatedGif || (policy.preparation === 'as-is' && fits(file, limits.wire))) {
    return { bytes: file.bytes, header: readHeader(file.bytes, limits.wire), preparation: 'as-is', encoded: null };
  }
  const { bytes, blob } = await plainPicture(file, policy, limits, await limits.shortcuts, job);
  return { bytes, header: readHeader(bytes, limits.wire), preparation: 'plain', encoded: blob };
}

/** How much larger than a JPEG the PNG of a drawing may be: its edges are worth that much, and no more. */
const mostGrowth = 2;

async function plainPicture(
  { bytes, header }: ReadFile,
  policy: DevicePolicy,
  limits: { readonly intake: Limits; readonly wire: Limits },
  { videoFrames }: Shortcuts,
  job: Job,
): Promise<Encoded> {
  const longestPx = longestSideOf(header, policy, limits.wire);
  const { width, height } = sizeWithin(header, longestPx);
  const scaled = width !== header.width || height !== header.height;
  const as = (format: 'jpeg' | 'png' | 'webp'): Encoding => ({
    format,
    quality: policy.plain.quality,
    limitMs: limits.intake.decodeMs,
  });

  const reduced = scaled ? await decodeReduced(bytes, header, longestPx, job, limits.intake.decodeMs) : null;
  if (reduced !== null) return encodeReduced(reduced, longestPx, as('jpeg'), job);
  // readHeader lets only accepted formats through.
  const blob = new Blob([bytes], { type: mediaTypeOf(header.format as AcceptedFormat) });
  // WebKitGTK 2.50 does not turn a PNG that says how it lies, which shows only in a size that nobody asked for: squeezed
  // into the size of the turned picture it would be sent out of shape.
  const mayLie = header.orientation !== 1 && header.format !== 'jpeg';
  // The decoder scales on the way (a JPEG's decoder skips half the work); colours are converted to sRGB.
  const bitmap = await decodeBitmap(
    blob,
    scaled && !mayLie ? { resizeWidth: width, resizeHeight: height, resizeQuality: 'high' } : {},
    job,
    limits.intake.decodeMs,
  );
  try {
    if (mayLie) requireSize(bitmap, header);
    await job.pause();
    job.report('preparing', 0.5);
    const encode = (format: 'jpeg' | 'png' | 'webp'): Promise<Encoded> =>
      encodeBitmap(bitmap, { width, height }, as(format), job);
    const format = await formatFor(bitmap, header, scaled, videoFrames);
    await job.pause();
    const encoded = await encode(format);
    job.report('preparing', 0.8);
    if (format === 'jpeg') return encoded;
    // Transparent noise can be larger than what may be sent; over white it still is a picture.
    if (format === 'webp') return encoded.bytes.length > limits.wire.fileBytes ? encode('jpeg') : encoded;
    // A photo squeezed into 256 colours counts as drawn and would grow fivefold.
    const photo = await encode('jpeg');
    return encoded.bytes.length > mostGrowth * photo.bytes.length ? photo : encoded;
  } finally {
    bitmap.close();
  }
}

/** The picture that was decoded smaller, as large as wanted or as it is; it is closed. */
async function encodeReduced(
  { bitmap, isDrawn }: Reduced,
  longestPx: number,
  encoding: Encoding,
  job: Job,
): Promise<Encoded> {
  try {
    await job.pause();
    job.report('preparing', 0.5);
    const size = sizeWithin(bitmap, longestPx);
    const isOfThatSize = size.width === bitmap.width && size.height === bitmap.height;
    return await (isDrawn && isOfThatSize
      ? encodeDrawn(bitmap, encoding, job)
      : encodeBitmap(bitmap, size, encoding, job));
  } finally {
    bitmap.close();
  }
}

/** WebP where something is really transparent, PNG for drawings and screenshots of few colours, else JPEG. */
async function formatFor(
  bitmap: ImageBitmap,
  header: Header,
  scaled: boolean,
  videoFrames: boolean,
): Promise<'jpeg' | 'png' | 'webp'> {
  const mayBeDrawn = (header.format === 'png' || header.format === 'gif') && !scaled;
  if (!header.hasAlpha && !mayBeDrawn) return 'jpeg';
  const frame = await pixelsOf(bitmap, header, videoFrames);
  const colors = colorsOf(frame);
  if (!colors.opaque) return 'webp';
  return mayBeDrawn && colors.few ? 'png' : 'jpeg';
}

/** The policy's longest side, or as much of it as may be sent: 12,000 px a side is allowed, a square of them is not. */
function longestSideOf({ width, height }: Header, policy: DevicePolicy, wire: Limits): number {
  const longest = Math.max(width, height);
  const shortest = Math.min(width, height);
  // One pixel less than fits: both sides are rounded.
  const fittingPx = Math.max(1, Math.floor(Math.sqrt((wire.pixels * longest) / shortest)) - 1);
  const isOver = longest * shortest > wire.pixels;
  return Math.min(policy.plain.longestSidePx, wire.sidePx, isOver ? fittingPx : longest);
}

/** The largest size of the same proportions whose longest side is at most `longestSidePx`, in pixels, at least 1 × 1. */
export function sizeWithin(
  size: { width: number; height: number },
  longestSidePx: number,
): { width: number; height: number } {
  const factor = Math.min(1, longestSidePx / Math.max(size.width, size.height));
  return { width: Math.max(1, Math.round(size.width * factor)), height: Math.max(1, Math.round(size.height * factor)) };
}

function fits(file: ReadFile, wire: Limits): boolean {
  if (file.bytes.length > wire.fileBytes) return false;
  const { width, height } = file.header;
  return width * height <= wire.pixels && Math.max(width, height) <= wire.sidePx;
}
