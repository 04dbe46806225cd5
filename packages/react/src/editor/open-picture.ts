/** A picture that can be edited. */
export interface OpenPicture {
  /** Upright: the orientation in the file is applied. */
  readonly bitmap: ImageBitmap;
  /** What the edited picture is written as: PNG where the file is a PNG, else JPEG. */
  readonly type: 'image/png' | 'image/jpeg';
  /** The file holds more images than the one that is opened. */
  readonly animated: boolean;
  /** Frees the pixels. */
  readonly close: () => void;
}

/** Most pixels of a canvas that every browser draws: iOS gives an empty one beyond 4,096 × 4,096 and says nothing. */
const mostPixels = 16_777_216;

/** Longest side of a canvas that every browser draws. */
const longestSidePx = 16_384;

/** Longest a browser may take to decode, in ms: a 48 MP photo takes under 1 s on a desk and several on an old phone. */
const longestOpeningMs = 30_000;

/** Enough for the signatures, and for the chunk that says that a PNG is animated where encoders write it. */
const headBytes = 64;

const ascii = (head: Uint8Array, from: number, to: number) => String.fromCharCode(...head.subarray(from, to));

/** What the file's first bytes say; its name and type may say anything. */
function kindOf(head: Uint8Array): Pick<OpenPicture, 'type' | 'animated'> {
  const png = ascii(head, 1, 4) === 'PNG';
  const webp = ascii(head, 0, 4) === 'RIFF' && ascii(head, 8, 16) === 'WEBPVP8X';
  return {
    type: png ? 'image/png' : 'image/jpeg',
    animated:
      ascii(head, 0, 3) === 'GIF' ||
      (png && ascii(head, 0, headBytes).includes('acTL')) ||
      // Second bit of the flags (WebP container specification, VP8X).
      (webp && ((head[20] ?? 0) & 2) !== 0),
  };
}

/**
 * The file decoded, upright, and made smaller where no canvas could hold it.
 *
 * @throws what the browser throws for files it cannot decode; `TimeoutError` after 30 s; the signal's reason once it aborts.
 */
export async function openPicture(file: Blob, signal: AbortSignal): Promise<OpenPicture> {
  const kind = kindOf(new Uint8Array(await file.slice(0, headBytes).arrayBuffer()));
  const bitmap = await until(createImageBitmap(file, { imageOrientation: 'from-image' }), signal);
  const { width, height } = bitmap;
  const scale = Math.min(1, Math.sqrt(mostPixels / (width * height)), longestSidePx / Math.max(width, height));
  if (scale === 1) return { ...kind, bitmap, close: () => bitmap.close() };
  try {
    const smaller = createImageBitmap(bitmap, {
      resizeWidth: Math.max(1, Math.floor(width * scale)),
      resizeHeight: Math.max(1, Math.floor(height * scale)),
      resizeQuality: 'high',
    });
    const fitting = await until(smaller, signal);
    return { ...kind, bitmap: fitting, close: () => fitting.close() };
  } finally {
    bitmap.close();
  }
}

/** Decoding cannot be called off: what comes too late is freed. */
function until(decoding: Promise<ImageBitmap>, signal: AbortSignal): Promise<ImageBitmap> {
  return new Promise((resolve, reject) => {
    let waiting = true;
    const stop = (reason: unknown) => {
      waiting = false;
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      reject(reason);
    };
    const onAbort = () => stop(signal.reason);
    const timer = setTimeout(
      () => stop(new DOMException(`Not decoded within ${longestOpeningMs} ms.`, 'TimeoutError')),
      longestOpeningMs,
    );
    signal.addEventListener('abort', onAbort);
    if (signal.aborted) onAbort();
    decoding.then((bitmap) => {
      if (!waiting) return bitmap.close();
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      resolve(bitmap);
    }, stop);
  });
}
