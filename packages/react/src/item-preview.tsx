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
    const made = URL.createObjectURL(file);
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
