/** Longest edge of a preview, in pixels: what an editor shows is small, and ten full pictures would be 500 MB. */
const longestSidePx = 720;

/**
 * Draws a file into a hidden canvas, small, and shows it. What the browser cannot draw (HEIC in Chromium) leaves it hidden;
 * whoever shows it has words beside it. Never rejects. No address is made, so none has to be revoked.
 */
export async function drawPreview(canvas: HTMLCanvasElement, file: File, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const bitmap = await createImageBitmap(file).catch(() => null);
  if (bitmap === null) return;
  if (!signal.aborted) {
    const scale = Math.min(1, longestSidePx / Math.max(bitmap.width, bitmap.height));
    canvas.width = Math.max(1, Math.round(bitmap.width * scale));
    canvas.height = Math.max(1, Math.round(bitmap.height * scale));
    canvas.getContext('2d')?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    canvas.hidden = false;
  }
  bitmap.close();
}
