import { SafeUploadError } from '../error.js';
import { type AcceptedFormat, acceptedFormats, isAcceptedFormat } from '../format.js';
import type { Header } from '../header.js';
import type { Limits } from '../limits.js';
import { readGifHeader } from './gif.js';
import { readJpegHeader } from './jpeg.js';
import { readPngHeader } from './png.js';
import { headerInvalid, overLimit } from './refusals.js';
import { sniffFormat } from './sniff-format.js';
import { readWebpHeader } from './webp.js';

/**
 * What the whole bytes say of themselves, within the limits. Nothing is decoded and nothing is allocated.
 *
 * The pixels of a GIF are counted for each of the frames that will be screened (at most `limits.frames`); those of an
 * animated PNG or WebP once, because only its first frame is screened and published.
 *
 * Orientation: EXIF is honoured in JPEG and PNG and ignored in WebP, which is what Chromium 156 does whatever
 * `imageOrientation` is asked for (`none` changes nothing). The server turns pixels by `Header.orientation`.
 *
 * Throws `empty-file`, `too-many-bytes`, `format-unknown`, `format-not-accepted`, `header-invalid` (truncated, wrong
 * lengths, a side of 0), `side-too-long`, `too-many-pixels`, `too-many-scans`, `too-many-chunks`, `ancillary-too-large`,
 * `icc-too-large`; the ones about a limit have `details { limit, value }`.
 */
export function readHeader(bytes: Uint8Array, limits: Limits): Header {
  if (bytes.length === 0) {
    throw new SafeUploadError('empty-file', 'The file is empty: expected a picture, got 0 bytes. Choose another file.');
  }
  if (bytes.length > limits.fileBytes) {
    throw overLimit('too-many-bytes', 'The file is too large', 'MB', limits.fileBytes, bytes.length);
  }
  const header = readHeaderOf(acceptedFormatOf(bytes), bytes, limits);
  const { format, width, height, frameCount } = header;
  if (width === 0 || height === 0) throw headerInvalid(format, `it is ${width} px wide and ${height} px high`);
  const decodedFrames = format === 'gif' ? Math.min(frameCount, limits.frames) : 1;
  const pixels = width * height * decodedFrames;
  if (pixels > limits.pixels) {
    throw overLimit('too-many-pixels', 'The picture has too many pixels', 'MP', limits.pixels, pixels);
  }
  const longest = Math.max(width, height);
  if (longest > limits.sidePx) {
    throw overLimit('side-too-long', 'The picture is too long', 'px', limits.sidePx, longest);
  }
  return header;
}

function acceptedFormatOf(bytes: Uint8Array): AcceptedFormat {
  const format = sniffFormat(bytes);
  const accepted = acceptedFormats.join(', ').toUpperCase();
  if (format === null) {
    throw new SafeUploadError(
      'format-unknown',
      `The file is not a picture of a known kind: expected one of ${accepted}, got something else. Choose another file.`,
    );
  }
  if (!isAcceptedFormat(format)) {
    throw new SafeUploadError(
      'format-not-accepted',
      `Pictures of this kind cannot be screened: expected one of ${accepted}, got ${format.toUpperCase()}. Save it as JPEG or PNG and choose it again.`,
      { details: { format } },
    );
  }
  return format;
}

function readHeaderOf(format: AcceptedFormat, bytes: Uint8Array, limits: Limits): Header {
  switch (format) {
    case 'jpeg':
      return readJpegHeader(bytes, limits);
    case 'png':
      return readPngHeader(bytes, limits);
    case 'gif':
      return readGifHeader(bytes);
    case 'webp':
      return readWebpHeader(bytes, limits);
  }
}
