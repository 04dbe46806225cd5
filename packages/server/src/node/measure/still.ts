import { type Frame, type Header, type Limits, SafeUploadError } from '@safeupload/sdk/core';
import { frameFromCmyk } from './cmyk.js';
import { decodeFailed, decoderOf, turned } from './decoder.js';

/** A still picture as decoded, or the first frame of an animated PNG or WebP. */
export interface Still {
  /** The stored values, colour profile ignored, as the device measures them (`colorSpaceConversion: 'none'`). */
  readonly stored: Frame;
  /**
   * The same pixels as they have to be shown in sRGB, or null where that is the same: no profile, or one of sRGB. They
   * are what is published, so they are measured too: a made-up profile can turn harmless values into any picture.
   */
  readonly shown: Frame | null;
}

/** A profile that moves no value further than this is sRGB by another name: conversions round by 1 or 2. */
const sameProfileDistance = 2;

/**
 * Decodes a JPEG, PNG or WebP to upright 8-bit RGBA. In JPEG, PNG and WebP these are the very values that Chromium gives
 * (measured on 80 pictures of `test/fixtures`: 0 different, CMYK included). PNG's gamma (`gAMA`, `cHRM`) is ignored, in
 * what is measured and what is published. Throws `decode-failed`, `out-of-memory`.
 */
export async function decodeStill(bytes: Uint8Array, header: Header, limits: Limits): Promise<Still> {
  try {
    const facts = await decoderOf(bytes, limits).metadata();
    if (facts.format !== header.format) {
      throw new SafeUploadError(
        'decode-failed',
        `The file is damaged: its header says ${header.format}, its decoder ${facts.format}. Save the picture again and upload that.`,
      );
    }
    const isCmyk = facts.space === 'cmyk';
    const stored = isCmyk ? await decodeCmyk(bytes, header, limits) : await decodeRgb(bytes, header, limits, true);
    if (facts.icc === undefined) return { stored, shown: null };
    const shown = await decodeRgb(bytes, header, limits, false);
    return { stored, shown: isSame(stored, shown) ? null : shown };
  } catch (thrown) {
    if (thrown instanceof SafeUploadError) throw thrown;
    throw decodeFailed(thrown);
  }
}

async function decodeRgb(bytes: Uint8Array, header: Header, limits: Limits, ignoreIcc: boolean): Promise<Frame> {
  const pipeline = turned(decoderOf(bytes, limits, { ignoreIcc }), header.orientation).toColourspace('srgb');
  const { data, info } = await pipeline.ensureAlpha().raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
  return ofHeader({ width: info.width, height: info.height, data }, header);
}

async function decodeCmyk(bytes: Uint8Array, header: Header, limits: Limits): Promise<Frame> {
  const pipeline = turned(decoderOf(bytes, limits, { ignoreIcc: true }), header.orientation)
    .pipelineColourspace('cmyk')
    .toColourspace('cmyk');
  const { data, info } = await pipeline.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
  return ofHeader(frameFromCmyk(data, info.width, info.height), header);
}

/** Refuses a decoder's picture of another size than the header's: limits were judged by the header. */
function ofHeader(frame: Frame, header: Header): Frame {
  if (frame.width === header.width && frame.height === header.height) return frame;
  throw new SafeUploadError(
    'decode-failed',
    `The file is damaged: its header says ${header.width} × ${header.height} px, its pixels are ${frame.width} × ${frame.height}. Save the picture again and upload that.`,
  );
}

function isSame(a: Frame, b: Frame): boolean {
  for (let i = 0; i < a.data.length; i++) {
    if (Math.abs((a.data[i] ?? 0) - (b.data[i] ?? 0)) > sameProfileDistance) return false;
  }
  return true;
}
