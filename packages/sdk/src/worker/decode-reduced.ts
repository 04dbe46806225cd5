import type { Header } from '@safeupload/sdk/core';
import type { Job } from './job.js';
import { within } from './time-limit.js';

/** A JPEG of so much of the wanted side is taken as it comes: no resizing, which costs as much as decoding. */
const nearlyWanted = 15 / 16;

/** A JPEG's decoder makes any number of eighths of each side, and skips the work for what it leaves out. */
const eighths = 8;

/** Decoding more than this many eighths to make them smaller afterwards saves no time over decoding all. */
const mostToShrink = 4;

/**
 * A JPEG decoded at a fraction of its size, at least as large as `wantedPx` or smaller by no more than a sixteenth, upright,
 * to be drawn: at 12 MP and 2048 px half the time of decoding whole and making it smaller, and a quarter of the memory.
 * Null where no fraction fits, or where the browser cannot (Safari; browsers that do not turn what they decode so): the
 * picture is decoded whole then. Throws `decode-timeout`, `aborted`; what is damaged the other way tells better.
 */
export async function decodeReduced(
  bytes: Uint8Array<ArrayBuffer>,
  header: Header,
  wantedPx: number,
  job: Job,
  limitMs: number,
): Promise<VideoFrame | null> {
  const part = eighthsFor(Math.max(header.width, header.height), wantedPx);
  if (header.format !== 'jpeg' || part === eighths || typeof ImageDecoder !== 'function') return null;
  const fraction = (side: number): number => Math.ceil((side * part) / eighths);
  const upright = { width: fraction(header.width), height: fraction(header.height) };
  const isTurned = header.orientation >= 5;
  const frame = await within(
    decode(bytes, isTurned ? upright.height : upright.width, isTurned ? upright.width : upright.height),
    {
      limitMs,
      code: 'decode-timeout',
      message: `The picture could not be opened within ${limitMs / 1000} s. Choose a smaller one.`,
      signal: job.signal,
      discard: (late) => late?.close(),
    },
  );
  if (frame === null) return null;
  // Engines whose frames know no `rotation` give a turned picture as it was stored, and nothing else says so.
  const isUpright = header.orientation === 1 || Reflect.get(frame, 'rotation') !== undefined;
  if (isUpright && frame.displayWidth === upright.width && frame.displayHeight === upright.height) return frame;
  frame.close();
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

async function decode(bytes: Uint8Array<ArrayBuffer>, width: number, height: number): Promise<VideoFrame | null> {
  const decoder = new ImageDecoder({ data: bytes, type: 'image/jpeg', desiredWidth: width, desiredHeight: height });
  try {
    return (await decoder.decode()).image;
  } catch {
    return null;
  } finally {
    decoder.close();
  }
}
