import { type AcceptedFormat, digestOf, type Frame, type Header, SafeUploadError } from '@safeupload/sdk/core';
import sharp, { type Sharp } from 'sharp';
import type { DerivativeSpec, EncodedDerivative } from '../../measurer.js';

/** JPEG quality of published photographs, sharp's scale: blocks do not show and 12 MP become some 500 KB. */
const jpegQuality = 82;

/** WebP quality of published animations. */
const animationQuality = 75;

/** libwebp's effort, 0..6: at 0 a megapixel of animation takes 60 ms, at 4 it takes 130 for a tenth fewer bytes. */
const animationEffort = 0;

/** A picture of at most so many colours is drawn, not photographed: it stays sharp, as PNG. */
const mostDrawnColours = 256;

/** A drawn picture stays PNG up to so many times the length of its JPEG. */
const mostPngShare = 4;

/** Opaque pixels on their way to an encoder, 8 bit: RGB, or RGBA as they were measured. */
interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly channels: 3 | 4;
  readonly data: Frame['data'];
}

/**
 * Encodes a still picture in each size, in the order of the specs. `frame` is opaque and was measured; nothing of the file
 * but these pixels goes in, so no metadata, profile, gamma or second frame comes out. Throws `encode-failed`.
 */
export async function encodeStill(
  frame: Frame,
  header: Header,
  specs: readonly DerivativeSpec[],
): Promise<readonly EncodedDerivative[]> {
  const format = header.format !== 'jpeg' && isDrawn(frame) ? 'png' : 'jpeg';
  const encoded = new Map<DerivativeSpec, EncodedDerivative>();
  let pixels: Pixels = { ...frame, channels: 4 };
  // From large to small, each made of the one before: making every size of 12 MP anew takes twice as long.
  for (const spec of [...specs].sort((a, b) => b.longestSidePx - a.longestSidePx)) {
    pixels = await resized(pixels, spec.longestSidePx);
    encoded.set(spec, await encodePixels(pixels, spec, header, spec.grey ? 'jpeg' : format));
  }
  return specs.flatMap((spec) => encoded.get(spec) ?? []);
}

/** Collects the frames of an animation, in each size, and encodes them. */
export interface AnimationEncoder {
  /** Takes one opaque, measured frame; its pixels may be overwritten afterwards. */
  add(frame: Frame, delayMs: number): Promise<void>;
  /** The animation in each size as WebP, in the order of the specs; grey sizes hold the first frame. Throws `encode-failed`. */
  finish(plays: number): Promise<readonly EncodedDerivative[]>;
}

/** Makes an {@link AnimationEncoder}. It keeps the pixels of all frames in all sizes: at most twice `limits.pixels` × 3. */
export function createAnimationEncoder(header: Header, specs: readonly DerivativeSpec[]): AnimationEncoder {
  const sizes = specs.map((spec) => ({ spec, frames: [] as Pixels[] }));
  const delaysMs: number[] = [];
  return {
    async add(frame, delayMs) {
      const whole = withoutAlpha(frame);
      for (const { spec, frames } of sizes) {
        if (spec.grey && frames.length > 0) continue;
        frames.push(await resized(whole, spec.longestSidePx));
      }
      delaysMs.push(delayMs);
    },
    async finish(plays) {
      const encoded: EncodedDerivative[] = [];
      for (const { spec, frames } of sizes) {
        const [first] = frames;
        if (!first) continue;
        encoded.push(
          spec.grey
            ? await encodePixels(first, spec, header, 'jpeg')
            : await encodeAnimation(first, frames, spec, delaysMs, plays),
        );
      }
      return encoded;
    },
  };
}

async function encodePixels(
  pixels: Pixels,
  spec: DerivativeSpec,
  header: Header,
  format: 'jpeg' | 'png',
): Promise<EncodedDerivative> {
  // Anew for each format: a clone copies the pixels, 5 ms at 2 MP.
  const source = (): Sharp => (spec.grey ? rawOf(pixels).greyscale() : rawOf(pixels));
  // Half the colour resolution goes unseen in photographs; around letters it makes fringes.
  const chromaSubsampling = header.format === 'jpeg' || spec.grey ? '4:2:0' : '4:4:4';
  const jpeg = await encoded(source().jpeg({ quality: jpegQuality, chromaSubsampling, mozjpeg: false }));
  if (format === 'jpeg') return derivativeOf(spec, 'jpeg', pixels, jpeg);
  const png = await encoded(source().png({ compressionLevel: 7, adaptiveFiltering: false, palette: false }));
  // A dithered photograph has few colours too, until it is made smaller; then PNG is many times as long.
  return png.length <= mostPngShare * jpeg.length
    ? derivativeOf(spec, 'png', pixels, png)
    : derivativeOf(spec, 'jpeg', pixels, jpeg);
}

async function encodeAnimation(
  first: Pixels,
  frames: readonly Pixels[],
  spec: DerivativeSpec,
  delaysMs: readonly number[],
  plays: number,
): Promise<EncodedDerivative> {
  const frameBytes = first.data.length;
  const data = new Uint8Array(frameBytes * frames.length);
  frames.forEach((frame, index) => {
    data.set(frame.data, index * frameBytes);
  });
  const bytes = await encoded(
    sharp(data, {
      raw: {
        width: first.width,
        height: first.height * frames.length,
        channels: 3,
        pageHeight: first.height,
      },
      limitInputPixels: false,
    }).webp({ quality: animationQuality, effort: animationEffort, delay: [...delaysMs], loop: plays }),
  );
  return derivativeOf(spec, 'webp', first, bytes);
}

async function derivativeOf(
  spec: DerivativeSpec,
  format: AcceptedFormat,
  size: { readonly width: number; readonly height: number },
  bytes: Uint8Array,
): Promise<EncodedDerivative> {
  const { width, height } = size;
  return { name: spec.name, format, width, height, bytes, sha256: await digestOf(bytes) };
}

/** The pixels within a square of that side, proportions kept; never enlarged. */
async function resized(pixels: Pixels, longestSidePx: number): Promise<Pixels> {
  const scale = longestSidePx / Math.max(pixels.width, pixels.height);
  if (scale >= 1) return pixels;
  const width = Math.max(1, Math.round(pixels.width * scale));
  const height = Math.max(1, Math.round(pixels.height * scale));
  const colours = pixels.channels === 3 ? pixels : withoutAlpha(pixels);
  const data = await encoded(rawOf(colours).resize(width, height, { fit: 'fill' }).raw());
  return { width, height, channels: 3, data };
}

function rawOf({ width, height, channels, data }: Pixels): Sharp {
  // Limits were judged before decoding.
  const raw = sharp(data, { raw: { width, height, channels }, limitInputPixels: false });
  return channels === 4 ? raw.removeAlpha() : raw;
}

/**
 * The colours of an opaque frame, for making it smaller: left to sharp, the fourth channel goes through every resize and takes
 * twice the time. Where nothing is resized sharp drops it on the way to the encoder, 7 ms cheaper at 2 MP.
 */
function withoutAlpha({ width, height, data }: Frame): Pixels {
  const colours = new Uint8Array(3 * width * height);
  for (let from = 0, to = 0; to < colours.length; from += 4, to += 3) {
    colours[to] = data[from] ?? 0;
    colours[to + 1] = data[from + 1] ?? 0;
    colours[to + 2] = data[from + 2] ?? 0;
  }
  return { width, height, channels: 3, data: colours };
}

async function encoded(pipeline: Sharp): Promise<Uint8Array> {
  try {
    const buffer = await pipeline.toBuffer();
    return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
  } catch (cause) {
    throw new SafeUploadError('encode-failed', 'The picture could not be encoded for publishing. Try another one.', {
      cause,
    });
  }
}

/** True for a picture of few colours. Photographs are told apart within their first rows. */
function isDrawn(frame: Frame): boolean {
  const { data } = frame;
  const colours = new Set<number>();
  for (let i = 0; i < data.length; i += 4) {
    colours.add(((data[i] ?? 0) << 16) | ((data[i + 1] ?? 0) << 8) | (data[i + 2] ?? 0));
    if (colours.size > mostDrawnColours) return false;
  }
  return true;
}
