'use client';

import { type PointerEvent, type ReactNode, useLayoutEffect, useRef } from 'react';
import type { Edit, PixelArea } from './edits.js';
import type { OpenPicture } from './open-picture.js';
import { paintPicture } from './paint-picture.js';
import { type Corner, movedRegion, type Point, type Region, regionBetween, resizedRegion } from './region.js';

/** Longest side of the canvas on the page: what is shown is small, what is saved is not. */
const longestShownPx = 1_280;

/** Side below which a touch was a tap, and no region was drawn. */
const tapSide = 0.02;

const corners: readonly Corner[] = ['top-left', 'top-right', 'bottom-left', 'bottom-right'];

/** What {@link EditorStage} needs. */
export interface EditorStageProps {
  readonly picture: OpenPicture;
  readonly edits: readonly Edit[];
  readonly view: PixelArea;
  readonly region: Region;
  /** What the picture is just now, for people who cannot see it. */
  readonly label: string;
  readonly onRegion: (region: Region) => void;
}

/** The region that a drag leads to, from where it began to where the pointer is. */
type Drag = (to: Point) => Region;

/**
 * The picture with the chosen region on it: dragged at a corner it changes its size, dragged inside it moves, dragged elsewhere
 * it is drawn anew. For pointers only; keyboards and screen readers have the sliders. Not mirrored in right-to-left
 * languages: a picture's left is its left.
 */
export function EditorStage({ picture, edits, view, region, label, onRegion }: EditorStageProps): ReactNode {
  const canvas = useRef<HTMLCanvasElement>(null);
  const drag = useRef<Drag | null>(null);

  useLayoutEffect(() => {
    const scale = Math.min(1, longestShownPx / Math.max(view.width, view.height));
    if (canvas.current !== null) paintPicture(canvas.current, picture, edits, view, scale);
  }, [picture, edits, view]);

  const pointOf = ({ clientX, clientY }: PointerEvent): Point => {
    const box = canvas.current?.getBoundingClientRect();
    if (box === undefined || box.width === 0 || box.height === 0) return { x: 0, y: 0 };
    return { x: (clientX - box.left) / box.width, y: (clientY - box.top) / box.height };
  };

  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    if (!event.isPrimary || event.button !== 0) return;
    const target = event.target instanceof HTMLElement ? event.target : null;
    const corner = corners.find((name) => name === target?.dataset.corner);
    const from = pointOf(event);
    event.preventDefault();
    event.currentTarget.setPointerCapture(event.pointerId);
    if (corner !== undefined) drag.current = (to) => resizedRegion(region, corner, to);
    else if (target?.dataset.region !== undefined)
      drag.current = (to) => movedRegion(region, to.x - from.x, to.y - from.y);
    else
      drag.current = (to) =>
        Math.abs(to.x - from.x) < tapSide && Math.abs(to.y - from.y) < tapSide ? region : regionBetween(from, to);
  };
  const onPointerMove = (event: PointerEvent) => {
    if (drag.current !== null) onRegion(drag.current(pointOf(event)));
  };
  const onEnd = () => {
    drag.current = null;
  };

  const percent = (part: number) => `${part * 100}%`;
  return (
    <div
      className="su-edit-stage"
      dir="ltr"
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={onEnd}
      onPointerCancel={onEnd}
      onLostPointerCapture={onEnd}
    >
      <canvas ref={canvas} role="img" aria-label={label} />
      <div
        className="su-edit-region"
        data-region=""
        aria-hidden="true"
        style={{
          left: percent(region.left),
          top: percent(region.top),
          width: percent(region.width),
          height: percent(region.height),
        }}
      >
        {corners.map((corner) => (
          <div key={corner} className="su-edit-handle" data-corner={corner} />
        ))}
      </div>
    </div>
  );
}
