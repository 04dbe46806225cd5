/**
 * Gives the memory of an array back at once; the array is empty afterwards. The engine's own collector comes by when it
 * likes: with pictures of 12 MP one after the other, several stood in memory of which nobody needed any (Chromium 156).
 * Browsers without ES2024's `ArrayBuffer.prototype.transfer` wait for it.
 */
export function giveBack({ buffer }: { readonly buffer: ArrayBufferLike }): void {
  const transfer: unknown = Reflect.get(buffer, 'transfer');
  if (typeof transfer === 'function') Reflect.apply(transfer, buffer, [0]);
}

/** The same of a canvas. */
export function giveCanvasBack(canvas: OffscreenCanvas): void {
  canvas.width = 0;
  canvas.height = 0;
}
