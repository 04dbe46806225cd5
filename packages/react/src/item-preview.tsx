'use client';

import { type ReactNode, useEffect, useState } from 'react';
import { PictureIcon } from './icons.js';

/**
 * A small picture of a file, from the file itself; an icon where the browser cannot show it. Says nothing to screen
 * readers: the name stands beside it.
 */
export function ItemPreview({ file }: { readonly file: File }): ReactNode {
  const [address, setAddress] = useState<string | null>(null);

  useEffect(() => {
    // The address has the page's origin: opened on its own, a drawing (SVG) or a page called a picture would run there.
    const isRaster = /^image\/(?!svg)/i.test(file.type);
    const made = URL.createObjectURL(isRaster ? file : file.slice(0, file.size, 'image/png'));
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [file]);

  return (
    <span className="su-preview" aria-hidden="true">
      {address === null ? (
        <PictureIcon />
      ) : (
        <img src={address} alt="" decoding="async" loading="lazy" draggable={false} onError={() => setAddress(null)} />
      )}
    </span>
  );
}
