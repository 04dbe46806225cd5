/** Side of a preview in the stylesheet, in CSS pixels. */
const sidePx = 56;

/** Pictures decoded at the same time: where the decoder makes no small ones, each takes 48 MB at 12 MP before it is small. */
const atOnce = 1;

/** How long one may take, in ms: a file in a cloud that does not answer would keep the previews of all others waiting. */
const mostMs = 10_000;

const waiting: (() => void)[] = [];
let running = 0;

/**
 * A small copy of a picture, a PNG or JPEG of at most 112 by 112 px or so, for its preview; null where the browser cannot
 * show it, it took too long or the signal fired. A few at a time, latest first: what was scrolled to last is what is looked
 * at.
 */
export async function smallPictureOf(file: Blob, signal: AbortSignal): Promise<Blob | null> {
  if (running >= atOnce) await new Promise<void>((resolve) => waiting.push(resolve));
  running += 1;
  const work = new AbortController();
  const stop = () => work.abort();
  const timer = setTimeout(stop, mostMs);
  signal.addEventListener('abort', stop);
  try {
    if (signal.aborted) return null;
    const stopped = new Promise<null>((resolve) => work.signal.addEventListener('abort', () => resolve(null)));
    return await Promise.race([drawn(file, work.signal), stopped]);
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
    running -= 1;
    waiting.pop()?.();
  }
}

async function drawn(file: Blob, signal: AbortSignal): Promise<Blob | null> {
  const side = sidePx * Math.min(2, window.devicePixelRatio || 1);
  const small = await decodedSmall(file, 2 * side, signal);
  if (small === null && signal.aborted) return null;
  const picture = small ?? (await createImageBitmap(file));
  try {
    const scale = Math.min(1, side / Math.min(picture.width, picture.height));
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = Math.max(
      1,
      Math.round(Math.min(side, scale * Math.min(picture.width, picture.height))),
    );
    const width = picture.width * scale;
    const height = picture.height * scale;
    const context = canvas.getContext('2d');
    if (context === null) return null;
    context.drawImage(picture, (canvas.width - width) / 2, (canvas.height - height) / 2, width, height);
    return await new Promise((resolve) => canvas.toBlob(resolve, 'image/png'));
  } finally {
    picture.close();
  }
}

/**
 * A JPEG decoded at an eighth of its sides or more, about as large as a square of `sidePx`, upright: at 12 MP a 64th of the
 * memory and half the time (Chromium 156). Null for everything else, and in browsers that cannot, or that do not turn what
 * they decode so.
 */
async function decodedSmall(file: Blob, sidePx: number, signal: AbortSignal): Promise<ImageBitmap | null> {
  if (file.type !== 'image/jpeg' || typeof ImageDecoder !== 'function') return null;
  const decoder = new ImageDecoder({
    data: file.stream(),
    type: file.type,
    desiredWidth: sidePx,
    desiredHeight: sidePx,
  });
  signal.addEventListener('abort', () => decoder.close());
  try {
    const { image } = await decoder.decode();
    try {
      return Reflect.get(image, 'rotation') === undefined ? null : await createImageBitmap(image);
    } finally {
      image.close();
    }
  } catch {
    return null;
  } finally {
    decoder.close();
  }
}
