const sidePx = 16;

/** Mean difference of a channel, 0..255, from which a picture is spoilt. Brave's noise stays under 1. */
const mostDifference = 8;

/**
 * False where the browser gives back another picture than was drawn, as Firefox does with `resistFingerprinting`: an edited
 * picture would be noise. A little noise is let pass: it changes nothing that a person sees.
 */
export function canvasKeepsPixels(): boolean {
  const canvas = document.createElement('canvas');
  canvas.width = sidePx;
  canvas.height = sidePx;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context === null) return false;
  const drawn = context.createImageData(sidePx, sidePx);
  for (let i = 0; i < drawn.data.length; i++) drawn.data[i] = i % 4 === 3 ? 255 : (i * 53) & 255;
  context.putImageData(drawn, 0, 0);
  const back = context.getImageData(0, 0, sidePx, sidePx).data;
  let difference = 0;
  for (let i = 0; i < back.length; i++) difference += Math.abs((back[i] ?? 0) - (drawn.data[i] ?? 0));
  return difference / back.length <= mostDifference;
}
