'use client';

import { type PublishedUpload, shownPicture } from '@safeupload/sdk/render';
import { type ReactNode, useState } from 'react';

/** What {@link SafeImage} needs. */
export interface SafeImageProps {
  /** What the server says of the upload (its `picturesOf`); null or absent for one it does not know. */
  readonly upload: PublishedUpload | null | undefined;
  /** What the picture shows. An empty one marks it as decoration. */
  readonly alt: string;
  /** How wide it is shown, as in the attribute of an `img`; default its own width, at most the page's. */
  readonly sizes?: string;
  readonly loading?: 'lazy' | 'eager';
  readonly className?: string;
  /** What stands in the place of a picture that is not shown, e.g. because a person has to look first. */
  readonly instead?: ReactNode;
}

/**
 * A picture of a post, shown only with its receipt. Without one, and where its address stopped answering because it was
 * taken down since the page was made, a line of text stands in its place.
 */
export function SafeImage(props: SafeImageProps): ReactNode {
  const { upload, alt, loading = 'lazy', className, instead = 'This picture is not shown.' } = props;
  const shown = shownPicture(upload);
  const [silent, setSilent] = useState<string | null>(null);
  if (shown === null || silent === shown.src) return <span className="su-image-instead">{instead}</span>;
  const { src, srcset, width, height } = shown;
  return (
    <img
      alt={alt}
      {...{ src, width, height, loading, className }}
      srcSet={srcset}
      sizes={props.sizes ?? `min(${width}px, 100vw)`}
      onError={() => setSilent(src)}
    />
  );
}
