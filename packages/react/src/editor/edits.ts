import type { Region } from './region.js';

/** A rectangle of the opened picture, in whole pixels. */
export interface PixelArea {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** One thing that was done: what can be undone by itself. */
export interface Edit {
  readonly kind: 'cover' | 'keep';
  readonly area: PixelArea;
}

/** What is left of the picture after these edits: the last that was kept, else the whole. */
export function viewAfter(edits: readonly Edit[], whole: PixelArea): PixelArea {
  return edits.findLast(({ kind }) => kind === 'keep')?.area ?? whole;
}

/** The areas that are covered. */
export function coversIn(edits: readonly Edit[]): readonly PixelArea[] {
  return edits.flatMap(({ kind, area }) => (kind === 'cover' ? [area] : []));
}

/**
 * The pixels that a region of the view touches, also those it touches only in part: a cover leaves no edge of what it
 * covers.
 */
export function areaOf({ left, top, width, height }: Region, view: PixelArea): PixelArea {
  // Fractions that are whole pixels in truth may lie a hair beside them: no further pixel is touched by that.
  const hair = 1e-6;
  const x0 = Math.max(0, Math.floor(left * view.width + hair));
  const y0 = Math.max(0, Math.floor(top * view.height + hair));
  const x1 = Math.min(view.width, Math.max(x0 + 1, Math.ceil((left + width) * view.width - hair)));
  const y1 = Math.min(view.height, Math.max(y0 + 1, Math.ceil((top + height) * view.height - hair)));
  return { left: view.left + x0, top: view.top + y0, width: x1 - x0, height: y1 - y0 };
}
