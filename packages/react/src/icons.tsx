import type { ReactNode } from 'react';

/** An icon of 20 by 20 units, drawn in lines of the text's colour. One path each: circles in it are two arcs. */
const iconOf = (path: string) => (): ReactNode => (
  <svg className="su-icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
    <path d={path} />
  </svg>
);

const face = 'M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14Z';

/** A picture with a hill and a sun. */
export const PictureIcon = iconOf(
  'M5.25 3.75h9.5a2.5 2.5 0 0 1 2.5 2.5v7.5a2.5 2.5 0 0 1-2.5 2.5h-9.5a2.5 2.5 0 0 1-2.5-2.5v-7.5a2.5 2.5 0 0 1 2.5-2.5ZM7 6.5a1.5 1.5 0 1 0 0 3 1.5 1.5 0 0 0 0-3ZM3.5 14.5l3.8-3.4a1 1 0 0 1 1.3 0l2 1.7 2.6-2.5a1 1 0 0 1 1.4 0l2.2 2.2',
);

/** A camera. */
export const CameraIcon = iconOf(
  'M4.5 6h2l1.2-1.8h4.6L13.5 6h2a2 2 0 0 1 2 2v6a2 2 0 0 1-2 2h-11a2 2 0 0 1-2-2V8a2 2 0 0 1 2-2ZM10 8a2.8 2.8 0 1 0 0 5.6A2.8 2.8 0 0 0 10 8Z',
);

/** An arrow up. */
export const UpIcon = iconOf('M10 15.5v-11m-4.5 4.5 4.5-4.5 4.5 4.5');

/** An arrow down. */
export const DownIcon = iconOf('M10 4.5v11m-4.5-4.5 4.5 4.5 4.5-4.5');

/** A cross. */
export const CrossIcon = iconOf('m5.5 5.5 9 9m0-9-9 9');

/** A tick. */
export const TickIcon = iconOf('m4.5 10.5 3.5 3.5 7.5-8');

/** A clock. */
export const ClockIcon = iconOf(`${face}M10 6v4.2l2.8 1.8`);

/** A circle with an exclamation mark. */
export const NoteIcon = iconOf(`${face}M10 6.2v4.6m0 2.6v.2`);
