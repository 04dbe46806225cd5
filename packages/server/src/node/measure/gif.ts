import { type Frame, type Header, type Limits, SafeUploadError } from '@safeupload/sdk/core';
import { readLzw } from './gif-lzw.js';

/** One frame of a GIF as shown: the whole canvas after the frame was drawn, transparent where nothing was yet. */
export interface GifFrame {
  /** Overwritten when the next frame is asked for: copy what has to stay. */
  readonly frame: Frame;
  /** How long it is shown, in ms. Up to 10 ms counts as 100, as in every browser. */
  readonly delayMs: number;
}

/** Stops a file made of nothing but small parts; readHeader has the same bound. */
const mostBlocks = 100_000;

/** How a frame asks to be removed before the next is drawn (GIF89a, section 23). */
const restoreToBackground = 2;
const restoreToPrevious = 3;

/** How a frame is drawn: its graphic control extension, which stands before it. */
interface Control {
  readonly disposal: number;
  readonly delayMs: number;
  readonly transparentIndex: number;
}

const noControl: Control = { disposal: 0, delayMs: 100, transparentIndex: -1 };

/**
 * The frames of a GIF, at most `limits.frames`, on the canvas of its header, one after the other so that an animation needs
 * the memory of two frames.
 *
 * Written here and not left to libnsgif, for that fills what no frame has covered with black or with the background
 * colour, and overrules sizes it finds unlikely: device and server would measure different pictures. These are Chromium's
 * rules (every frame of every GIF in `test/fixtures` is equal to the byte): an empty canvas is transparent, "restore to
 * background" makes transparent, frames beyond the canvas are cut, missing pixels are not drawn.
 *
 * Throws `decode-failed`. Source: GIF89a specification, sections 17 to 27.
 */
export function* gifFrames(bytes: Uint8Array, header: Header, limits: Limits): Generator<GifFrame> {
  const { width, height } = header;
  const canvas = new Uint8Array(4 * width * height);
  const globalTable = tableAt(bytes, 13, byteAt(bytes, 10));
  let at = 13 + globalTable.length;
  let control = noControl;
  let frames = 0;
  for (let blocks = 0; blocks < mostBlocks && frames < limits.frames; blocks++) {
    const introducer = bytes[at];
    if (introducer === 0x21) {
      if (bytes[at + 1] === 0xf9 && bytes[at + 2] === 4) control = controlAt(bytes, at + 3);
      at = afterSubBlocks(bytes, at + 2);
    } else if (introducer === 0x2c) {
      const packed = byteAt(bytes, at + 9);
      const rectangle = {
        left: u16(bytes, at + 1),
        top: u16(bytes, at + 3),
        width: u16(bytes, at + 5),
        height: u16(bytes, at + 7),
        isInterlaced: (packed & 0x40) !== 0,
      };
      const localTable = tableAt(bytes, at + 10, packed);
      const start = at + 10 + localTable.length;
      // The canvas is 4 times a frame of the same size, and header.width × height was within the limits; a frame may be
      // larger than the canvas, so it has its own bound.
      if (rectangle.width * rectangle.height > limits.pixels) throw damaged('a frame larger than the limit');
      const before = control.disposal === restoreToPrevious ? canvas.slice() : null;
      const indices = new Uint8Array(rectangle.width * rectangle.height);
      const drawn = readLzw(subBlockReader(bytes, start + 1), byteAt(bytes, start), indices);
      draw(canvas, width, height, rectangle, indices, drawn, localTable.length > 0 ? localTable : globalTable, control);
      frames++;
      yield { frame: { width, height, data: canvas }, delayMs: control.delayMs };
      if (before) canvas.set(before);
      else if (control.disposal === restoreToBackground) clear(canvas, width, height, rectangle);
      control = noControl;
      at = afterSubBlocks(bytes, start + 1);
    } else break;
  }
  if (frames === 0) throw damaged('no frame');
}

/**
 * How often an animation plays, 0 for ever: the NETSCAPE2.0 extension counts repetitions after the first. Without it an
 * animation plays once.
 */
export function gifPlays(bytes: Uint8Array): number {
  let at = 13 + tableAt(bytes, 13, byteAt(bytes, 10)).length;
  for (let blocks = 0; blocks < mostBlocks && bytes[at] === 0x21; blocks++) {
    const isNetscape =
      bytes[at + 1] === 0xff && new TextDecoder('latin1').decode(bytes.subarray(at + 3, at + 14)) === 'NETSCAPE2.0';
    if (isNetscape && bytes[at + 14] === 3 && bytes[at + 15] === 1) {
      const repetitions = u16(bytes, at + 16);
      return repetitions === 0 ? 0 : repetitions + 1;
    }
    at = afterSubBlocks(bytes, at + 2);
  }
  return 1;
}

interface Rectangle {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly isInterlaced: boolean;
}

function controlAt(bytes: Uint8Array, at: number): Control {
  const packed = byteAt(bytes, at);
  const delayMs = 10 * u16(bytes, at + 1);
  return {
    disposal: (packed >> 2) & 7,
    delayMs: delayMs <= 10 ? 100 : delayMs,
    transparentIndex: (packed & 1) === 1 ? byteAt(bytes, at + 3) : -1,
  };
}

function draw(
  canvas: Uint8Array,
  width: number,
  height: number,
  rectangle: Rectangle,
  indices: Uint8Array,
  drawn: number,
  table: Uint8Array,
  control: Control,
): void {
  const entries = table.length / 3;
  for (let row = 0; row < rectangle.height; row++) {
    const y = rectangle.top + (rectangle.isInterlaced ? interlacedRow(row, rectangle.height) : row);
    if (y >= height) continue;
    const first = row * rectangle.width;
    const count = Math.min(rectangle.width, width - rectangle.left, drawn - first);
    for (let x = 0; x < count; x++) {
      const index = indices[first + x] ?? 0;
      // An index beyond the table has no colour: it is not drawn, like the transparent one.
      if (index === control.transparentIndex || index >= entries) continue;
      const target = 4 * (y * width + rectangle.left + x);
      canvas[target] = table[3 * index] ?? 0;
      canvas[target + 1] = table[3 * index + 1] ?? 0;
      canvas[target + 2] = table[3 * index + 2] ?? 0;
      canvas[target + 3] = 255;
    }
  }
}

/** Where the nth row of the file belongs: every 8th from 0, from 4, every 4th from 2, every 2nd from 1 (appendix E). */
function interlacedRow(row: number, height: number): number {
  let rest = row;
  for (const [first, step] of [
    [0, 8],
    [4, 8],
    [2, 4],
    [1, 2],
  ] as const) {
    const rows = Math.max(0, Math.ceil((height - first) / step));
    if (rest < rows) return first + rest * step;
    rest -= rows;
  }
  return height;
}

function clear(canvas: Uint8Array, width: number, height: number, rectangle: Rectangle): void {
  const left = Math.min(rectangle.left, width);
  const right = Math.min(rectangle.left + rectangle.width, width);
  const bottom = Math.min(rectangle.top + rectangle.height, height);
  for (let y = rectangle.top; y < bottom; y++) canvas.fill(0, 4 * (y * width + left), 4 * (y * width + right));
}

/** The colour table at `at`, three bytes an entry; empty where `packed` announces none. */
function tableAt(bytes: Uint8Array, at: number, packed: number): Uint8Array {
  const length = (packed & 0x80) === 0 ? 0 : 3 * (2 << (packed & 7));
  return bytes.subarray(at, at + length);
}

/** Reads the data of a chain of sub-blocks byte by byte, −1 after the last. */
function subBlockReader(bytes: Uint8Array, start: number): () => number {
  let at = start;
  let left = 0;
  return () => {
    if (left === 0) {
      left = bytes[at++] ?? 0;
      if (left === 0) {
        at--;
        return -1;
      }
    }
    left--;
    return bytes[at++] ?? -1;
  };
}

/** Behind a chain of sub-blocks; every turn moves on, so the length of the file is the bound. */
function afterSubBlocks(bytes: Uint8Array, start: number): number {
  let at = start;
  while (at < bytes.length) {
    const length = byteAt(bytes, at);
    at += 1 + length;
    if (length === 0) break;
  }
  return at;
}

function byteAt(bytes: Uint8Array, at: number): number {
  return bytes[at] ?? 0;
}

function u16(bytes: Uint8Array, at: number): number {
  return byteAt(bytes, at) | (byteAt(bytes, at + 1) << 8);
}

function damaged(what: string): SafeUploadError {
  return new SafeUploadError(
    'decode-failed',
    `The file is damaged: its header reads well but its pixels do not (${what}). Save the picture again and upload that.`,
  );
}
