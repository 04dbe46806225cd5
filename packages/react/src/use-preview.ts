'use client';

import { type RefObject, useEffect, useState } from 'react';

/** Largest file that is shown as it is, in bytes; of a larger one a small copy is made. */
const mostShownBytes = 1_000_000;

/** How far from the screen a preview is made before it is scrolled to. */
const aheadPx = 400;

/**
 * The address of a preview, once its element comes near the screen; null before, and where there is none. Every address
 * is given back when the file changes or the element goes.
 */
export function usePreview(file: File, element: RefObject<Element | null>): readonly [string | null, () => void] {
  const [address, setAddress] = useState<string | null>(null);

  useEffect(() => {
    if (file.size === 0) return;
    const gone = new AbortController();
    let made = '';
    const show = (picture: Blob | null) => {
      if (picture === null || gone.signal.aborted) return;
      made = URL.createObjectURL(picture);
      setAddress(made);
    };
    const start = () => {
      // The address has the page's origin: opened on its own, a drawing (SVG) or a page called a picture would run there.
      const isRaster = /^image\/(?!svg)/i.test(file.type);
      if (file.size <= mostShownBytes) return show(isRaster ? file : file.slice(0, file.size, 'image/png'));
      import('./small-picture.js')
        .then(({ smallPictureOf }) => smallPictureOf(file, gone.signal))
        .then(show)
        .catch(() => {});
    };
    let observer: IntersectionObserver | undefined;
    if (element.current !== null && typeof IntersectionObserver === 'function') {
      observer = new IntersectionObserver(
        (entries) => {
          if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
          observer?.disconnect();
          start();
        },
        { rootMargin: `${aheadPx}px` },
      );
      observer.observe(element.current);
    } else start();
    return () => {
      observer?.disconnect();
      gone.abort();
      if (made !== '') URL.revokeObjectURL(made);
      setAddress(null);
    };
  }, [file, element]);

  return [address, () => setAddress(null)];
}
