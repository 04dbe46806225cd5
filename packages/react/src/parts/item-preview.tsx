'use client';

import { useRef } from 'react';
import { PictureIcon } from '../icons.js';
import { usePreview } from '../use-preview.js';
import { definePart, type PlainProps } from './part.js';
import type { RowState } from './part-states.js';
import { useRow } from './root-context.js';
import { rowStateOf } from './row-state.js';

/**
 * A small picture of the file, from the file itself; an icon where the browser cannot show it. Says nothing to screen
 * readers: the name stands beside it. A `span`.
 */
export const ItemPreview = definePart<PlainProps, RowState>('ItemPreview', 'span', 'su-preview', (given) => {
  const { item } = useRow();
  const ref = useRef<HTMLElement>(null);
  const [address, giveUp] = usePreview(item.file, ref);
  const children =
    address === null ? (
      <PictureIcon />
    ) : (
      <img src={address} alt="" decoding="async" loading="lazy" draggable={false} onError={giveUp} />
    );
  return { state: rowStateOf(item), own: { ref, 'aria-hidden': true, 'data-su-preview': '', children }, given };
});
