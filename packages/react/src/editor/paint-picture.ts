import { coversIn, type Edit, type PixelArea } from './edits.js';
import type { OpenPicture } from './open-picture.js';

/** What lies on a covered part. Opaque, so that nothing of the picture is left under it. */
const coverColour = '#000';

/** Quality of the JPEG; the picture is encoded once more when it is prepared for sending. */
const quality = 0.92;

/** Longest a browser may take to encode, in ms. */
const longestSavingMs = 30_000;

/**
 * Draws what is left of a picture into a canvas of `view` times `scale`. Covered pixels are written over before anything is
 * encoded. A JPEG is drawn on white: it has no transparency.
 */
export function paintPicture(
  canvas: HTMLCanvasElement,
  { bitmap, type }: OpenPicture,
  edits: readonly Edit[],
  view: PixelArea,
  scale: number,
): void {
  canvas.width = Math.max(1, Math.round(view.width * scale));
  canvas.height = Math.max(1, Math.round(view.height * scale));
  const context = canvas.getContext('2d');
  if (context === null) throw new DOMException('The browser gave no canvas.', 'InvalidStateError');
  if (type === 'image/jpeg') {
    context.fillStyle = '#fff';
    context.fillRect(0, 0, canvas.width, canvas.height);
  }
  context.imageSmoothingQuality = 'high';
  context.drawImage(bitmap, view.left, view.top, view.width, view.height, 0, 0, canvas.width, canvas.height);
  context.fillStyle = coverColour;
  for (const { left, top, width, height } of coversIn(edits)) {
    context.fillRect((left - view.left) * scale, (top - view.top) * scale, width * scale, height * scale);
  }
}

/**
 * The edited picture at full size, as a file of the same name (its ending fits the new format). Encoded anew from pixels:
 * no metadata of the original is in it, so neither a place nor the small copy that cameras embed, which would show what was
 * cut away or covered.
 *
 * @throws `EncodingError` where the browser makes no file of it, `TimeoutError` after 30 s.
 */
export async function editedFile(
  file: File,
  picture: OpenPicture,
  edits: readonly Edit[],
  view: PixelArea,
): Promise<File> {
  const canvas = document.createElement('canvas');
  try {
    paintPicture(canvas, picture, edits, view, 1);
    const blob = await new Promise<Blob>((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new DOMException(`No file within ${longestSavingMs} ms.`, 'TimeoutError')),
        longestSavingMs,
      );
      canvas.toBlob(
        (made) => {
          clearTimeout(timer);
          // A browser that cannot write the type writes a PNG under another name: not what was asked for.
          if (made?.type === picture.type) resolve(made);
          else reject(new DOMException('The canvas gave no file.', 'EncodingError'));
        },
        picture.type,
        quality,
      );
    });
    return new File([blob], nameFor(file.name, picture.type), { type: picture.type, lastModified: file.lastModified });
  } finally {
    // Safari keeps the memory of a canvas until it is collected, unless it is made small.
    canvas.width = 0;
    canvas.height = 0;
  }
}

function nameFor(name: string, type: OpenPicture['type']): string {
  const fits = type === 'image/png' ? /\.png$/i : /\.jpe?g$/i;
  if (fits.test(name)) return name;
  return `${name.replace(/\.[a-z0-9]{1,5}$/i, '')}${type === 'image/png' ? '.png' : '.jpg'}`;
}
