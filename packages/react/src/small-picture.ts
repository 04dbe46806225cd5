/** Side of a preview in the stylesheet, in CSS pixels. */
const sidePx = 56;

/** Pictures decoded at the same time: each is decoded at full size before it is small, 48 MB at 12 MP. */
const atOnce = 2;

const waiting: (() => void)[] = [];
let running = 0;

/**
 * A small copy of a picture, a PNG or JPEG of at most 112 by 112 px or so, for its preview; null where the browser cannot
 * show it or the signal fired. A few at a time, latest first: what was scrolled to last is what is looked at.
 */
export async function smallPictureOf(file: Blob, signal: AbortSignal): Promise<Blob | null> {
  if (running >= atOnce) await new Promise<void>((resolve) => waiting.push(resolve));
  running += 1;
  try {
    if (signal.aborted) return null;
    return await drawn(file);
  } catch {
    return null;
  } finally {
    running -= 1;
    waiting.pop()?.();
  }
}

async function drawn(file: Blob): Promise<Blob | null> {
  const side = sidePx * Math.min(2, window.devicePixelRatio || 1);
  const picture = await createImageBitmap(file);
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
