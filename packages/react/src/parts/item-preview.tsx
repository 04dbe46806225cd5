'use client';

import { useEffect, useState } from 'react';
import { PictureIcon } from '../icons.js';
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
  const { file } = item;
  const [address, setAddress] = useState<string | null>(null);

  useEffect(() => {
    // The address has the page's origin: opened on its own, a drawing (SVG) or a page called a picture would run there.
    const isRaster = /^image\/(?!svg)/i.test(file.type);
    const made = URL.createObjectURL(isRaster ? file : file.slice(0, file.size, 'image/png'));
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [file]);

  const children =
    address === null ? (
      <PictureIcon />
    ) : (
      <img src={address} alt="" decoding="async" loading="lazy" draggable={false} onError={() => setAddress(null)} />
    );
  return { state: rowStateOf(item), own: { 'aria-hidden': true, children }, given };
});
