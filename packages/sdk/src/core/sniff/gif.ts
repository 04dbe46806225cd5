import type { Header } from '../header.js';
import { u16le } from './integers.js';
import { headerInvalid, overLimit } from './refusals.js';

/** Data sub-blocks that are walked: 64 MB in full blocks have 250,000. Stops files made of one-byte blocks. */
const mostSubBlocks = 1_000_000;

/** Extensions and frames that are walked. Stops files made of empty extensions. */
const mostBlocks = 100_000;

const extensionIntroducer = 0x21;
const graphicControlLabel = 0xf9;
const imageSeparator = 0x2c;

/**
 * The header of a GIF: counts every frame up to the trailer. The size is the screen's, enlarged to hold the first
 * frame where that is larger or lies beyond; later frames are cut. Chromium 156 and libvips both do so, and both show a
 * file without a trailer, or with foreign bytes after a whole frame, as if it ended there. A frame that breaks off is
 * refused. `hasAlpha` is also true where the first frame leaves a part of the screen uncovered.
 *
 * Throws `header-invalid`, `too-many-chunks`. Source: GIF89a specification, sections 17 to 27.
 */
export function readGifHeader(bytes: Uint8Array): Header {
  if (bytes.length < 13) throw headerInvalid('gif', 'it ends in the middle');
  let width = u16le(bytes, 6);
  let height = u16le(bytes, 8);
  // Decoders forgive this; but no program writes it, and a file that states a size of 0 states nothing.
  if (width === 0 || height === 0) throw headerInvalid('gif', `it is ${width} px wide and ${height} px high`);
  let colorCount = tableEntries(bytes[10]);
  let frameCount = 0;
  let hasAlpha = false;
  const walk = { at: 13 + 3 * colorCount, subBlocks: 0 };
  for (let blocks = 0; walk.at < bytes.length; blocks++) {
    if (blocks >= mostBlocks) {
      throw overLimit('too-many-chunks', 'The GIF file has too many parts', 'blocks', mostBlocks, blocks + 1);
    }
    const introducer = bytes[walk.at];
    if (introducer === extensionIntroducer) {
      if (walk.at + 3 > bytes.length) throw headerInvalid('gif', 'it ends in the middle');
      // The transparency flag, and "restore to background", after which uncovered pixels are transparent.
      if (bytes[walk.at + 1] === graphicControlLabel && bytes[walk.at + 2] === 4) {
        const flags = bytes[walk.at + 3];
        if ((flags & 1) === 1 || ((flags >> 2) & 7) === 2) hasAlpha = true;
      }
      walk.at += 2;
      skipSubBlocks(bytes, walk);
    } else if (introducer === imageSeparator) {
      if (walk.at + 11 > bytes.length) throw headerInvalid('gif', 'a frame breaks off');
      const left = u16le(bytes, walk.at + 1);
      const top = u16le(bytes, walk.at + 3);
      const right = left + u16le(bytes, walk.at + 5);
      const bottom = top + u16le(bytes, walk.at + 7);
      const localEntries = tableEntries(bytes[walk.at + 9]);
      if (frameCount === 0) {
        width = Math.max(width, right);
        height = Math.max(height, bottom);
        if (left > 0 || top > 0 || right < width || bottom < height) hasAlpha = true;
        if (localEntries > 0) colorCount = localEntries;
      }
      frameCount++;
      // Descriptor, its table, the code size, then the data.
      walk.at += 10 + 3 * localEntries + 1;
      skipSubBlocks(bytes, walk);
    } else break;
  }
  if (frameCount === 0) throw headerInvalid('gif', 'it has no picture in it');
  return {
    format: 'gif',
    width,
    height,
    frameCount,
    orientation: 1,
    hasAlpha,
    ...(colorCount === 0 ? {} : { colorCount }),
  };
}

/** Entries of the colour table that a packed field announces: 2..256, or 0 for none. */
function tableEntries(packed: number): number {
  return (packed & 0x80) === 0 ? 0 : 2 << (packed & 7);
}

/** Moves past a chain of sub-blocks and the empty one that ends it. */
function skipSubBlocks(bytes: Uint8Array, walk: { at: number; subBlocks: number }): void {
  for (;;) {
    if (walk.at >= bytes.length) throw headerInvalid('gif', 'a frame breaks off');
    const length = bytes[walk.at];
    walk.at += 1 + length;
    if (length === 0) return;
    walk.subBlocks++;
    if (walk.subBlocks > mostSubBlocks) {
      throw overLimit('too-many-chunks', 'The GIF file has too many parts', 'blocks', mostSubBlocks, walk.subBlocks);
    }
  }
}
