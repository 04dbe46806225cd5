import type { ChosenPercents } from './editor-messages.js';

/** A part of the shown picture: fractions of its sides, 0..1, never smaller than {@link smallestSide}, never outside. */
export interface Region {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** A point of the shown picture, fractions of its sides, 0..1. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A corner by which a region is resized. */
export type Corner = 'top-left' | 'top-right' | 'bottom-left' | 'bottom-right';

/** Smallest side of a region: below, its corners cannot be told apart. */
export const smallestSide = 0.01;

/** Where the editor begins: the middle half. */
export const middleHalf: Region = { left: 0.25, top: 0.25, width: 0.5, height: 0.5 };

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}

/** The region between two points, in whatever order they were touched. */
export function regionBetween(a: Point, b: Point): Region {
  const left = clamp(Math.min(a.x, b.x), 0, 1 - smallestSide);
  const top = clamp(Math.min(a.y, b.y), 0, 1 - smallestSide);
  return {
    left,
    top,
    width: clamp(Math.max(a.x, b.x), left + smallestSide, 1) - left,
    height: clamp(Math.max(a.y, b.y), top + smallestSide, 1) - top,
  };
}

/** The region moved by these fractions, as far as there is room. */
export function movedRegion(region: Region, x: number, y: number): Region {
  return {
    ...region,
    left: clamp(region.left + x, 0, 1 - region.width),
    top: clamp(region.top + y, 0, 1 - region.height),
  };
}

/** The region with one corner at this point; past the opposite corner it turns over. */
export function resizedRegion({ left, top, width, height }: Region, corner: Corner, to: Point): Region {
  const opposite = {
    x: corner.endsWith('left') ? left + width : left,
    y: corner.startsWith('top') ? top + height : top,
  };
  return regionBetween(opposite, to);
}

/**
 * The region with one of its numbers set by a slider. A start pushed too far makes the side shorter, a side made too long
 * moves the start back: each slider reaches its ends whatever the others say.
 *
 * @param value - 0..1.
 */
export function regionWith(region: Region, key: keyof Region, value: number): Region {
  const [start, side]: ['left' | 'top', 'width' | 'height'] =
    key === 'left' || key === 'width' ? ['left', 'width'] : ['top', 'height'];
  if (key === start) {
    const from = clamp(value, 0, 1 - smallestSide);
    return { ...region, [start]: from, [side]: Math.min(region[side], 1 - from) };
  }
  const long = clamp(value, smallestSide, 1);
  return { ...region, [side]: long, [start]: Math.min(region[start], 1 - long) };
}

/** The region in whole percent. */
export function percentsOf({ left, top, width, height }: Region): ChosenPercents {
  const percent = (part: number) => Math.round(part * 100);
  return { left: percent(left), top: percent(top), width: percent(width), height: percent(height) };
}
