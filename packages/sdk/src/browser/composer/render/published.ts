/** One size of a published picture. */
export interface PublishedPicture {
  /** Where it is: http, https, or a path of this site. */
  readonly address: string;
  /** In pixels. */
  readonly width: number;
  readonly height: number;
}

/** What the server says of one upload, as its `picturesOf` gives it. */
export interface PublishedUpload {
  /** The receipt; null while nothing of it may be shown. */
  readonly receipt: string | null;
  readonly pictures: readonly PublishedPicture[];
}

/** What an `<img>` needs to show a picture. */
export interface ShownPicture {
  readonly src: string;
  readonly srcset: string;
  /** Of the largest size, in pixels: the page keeps room before the picture is there. */
  readonly width: number;
  readonly height: number;
  /** Address of the largest size, for a link. */
  readonly largest: string;
}

/**
 * How to show an upload, or null where nothing of it may be shown: no receipt, no published size, or an address that is
 * neither of this site nor http. The receipt is not verified here: it comes from the host's own server, which asked the
 * verifier. Null is also the answer for an upload that is not known.
 */
export function shownPicture(upload: PublishedUpload | null | undefined): ShownPicture | null {
  if (upload === null || upload === undefined || upload.receipt === null || upload.receipt === '') return null;
  const sizes = upload.pictures
    .filter(({ address }) => isOwnAddress(address))
    .toSorted((a, b) => a.width * a.height - b.width * b.height);
  const [smallest] = sizes;
  const largest = sizes.at(-1);
  if (smallest === undefined || largest === undefined) return null;
  return {
    src: smallest.address,
    srcset: sizes.map(({ address, width }) => `${address} ${width}w`).join(', '),
    width: largest.width,
    height: largest.height,
    largest: largest.address,
  };
}

/** A path of this site (but not `//host`), or http(s); without the spaces and commas that would end it in a `srcset`. */
function isOwnAddress(address: string): boolean {
  return /^(?:\/(?![\\/])|https?:\/\/)[^\s,]{1,3000}$/i.test(address);
}
