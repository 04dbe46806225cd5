import type { Header } from '@safeupload/sdk/core';
import type { Job } from './job.js';
import { within } from './time-limit.js';

/** A JPEG of so much of the wanted side is taken as it comes: no resizing, which costs as much as decoding. */
const nearlyWanted = 15 / 16;

/** A JPEG's decoder makes any number of eighths of each side, and skips the work for what it leaves out. */
const eighths = 8;

/** Decoding more than this many eighths to make them smaller afterwards saves no time over decoding all. */
const mostToShrink = 4;

/** A picture that was decoded smaller than it is stored. */
export interface Reduced {
  readonly bitmap: ImageBitmap;
  /** Whether its pixels lie upright and in sRGB already, so that an encoder may have them without a canvas drawing them. */
  readonly isDrawn: boolean;
}

/**
 * A JPEG decoded at a fraction of its size, at least as large as `wantedPx` or smaller by no more than a sixteenth, upright,
 * to be encoded: at 12 MP and 2048 px half the time of decoding whole and making it smaller, and a quarter of the memory.
 * Null where no fraction fits, or where the browser cannot (Safari; browsers that do not turn what they decode so): the
 * picture is decoded whole then. Throws `decode-timeout`, `aborted`; what is damaged the other way tells better.
 */
export async function decodeReduced(
  bytes: Uint8Array<ArrayBuffer>,
  header: Header,
  wantedPx: number,
  job: Job,
  limitMs: number,
): Promise<Reduced | null> {
  const part = eighthsFor(Math.max(header.width, header.height), wantedPx);
  if (header.format !== 'jpeg' || part === eighths || typeof ImageDecoder !== 'function') return null;
  const fraction = (side: number): number => Math.ceil((side * part) / eighths);
  const upright = { width: fraction(header.width), height: fraction(header.height) };
  const isTurned = header.orientation >= 5;
  const stored = isTurned ? { width: upright.height, height: upright.width } : upright;
  const reduced = await within(decode(bytes, stored, header.orientation), {
    limitMs,
    code: 'decode-timeout',
    message: `The picture could not be opened within ${limitMs / 1000} s. Choose a smaller one.`,
    signal: job.signal,
    discard: (late) => late?.bitmap.close(),
  });
  if (reduced === null) return null;
  const { bitmap } = reduced;
  if (bitmap.width === upright.width && bitmap.height === upright.height) return reduced;
  bitmap.close();
  return null;
}

/** How many eighths of a picture's longest side to decode for one of `wantedPx`; 8 is the whole. */
export function eighthsFor(longestPx: number, wantedPx: number): number {
  const below = Math.floor((eighths * wantedPx) / longestPx);
  if (below >= eighths) return eighths;
  const nearest = Math.ceil((longestPx * below) / eighths);
  if (nearest <= wantedPx && nearest >= nearlyWanted * wantedPx) return below;
  return below + 1 <= mostToShrink ? below + 1 : eighths;
}

async function decode(
  bytes: Uint8Array<ArrayBuffer>,
  { width, height }: { readonly width: number; readonly height: number },
  orientation: number,
): Promise<Reduced | null> {
  const decoder = new ImageDecoder({ data: bytes, type: 'image/jpeg', desiredWidth: width, desiredHeight: height });
  try {
    const frame = (await decoder.decode()).image;
    try {
      // Engines whose frames know no `rotation` give a turned picture as it was stored, and nothing else says so.
      if (orientation !== 1 && Reflect.get(frame, 'rotation') === undefined) return null;
      // As a bitmap it costs half as much to draw as the frame itself, and nothing to make (Chromium 156).
      return { bitmap: await createImageBitmap(frame), isDrawn: orientation === 1 && isSrgb(frame.colorSpace) };
    } finally {
      frame.close();
    }
  } catch {
    return null;
  } finally {
    decoder.close();
  }
}

/** A photo in Display P3 keeps its values until it is drawn: encoded as they are, it would come out pale. */
function isSrgb({ primaries, transfer, matrix }: VideoColorSpace): boolean {
  return primaries === 'bt709' && transfer === 'iec61966-2-1' && matrix === 'rgb';
}
