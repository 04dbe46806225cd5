/** Gives the memory of a canvas back at once; it is empty afterwards. The engine's own collector comes by when it likes. */
export function giveCanvasBack(canvas: OffscreenCanvas): void {
  canvas.width = 0;
  canvas.height = 0;
}
