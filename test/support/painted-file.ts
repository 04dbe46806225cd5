/** A harmless picture made by the page itself: bands and rings, seeded by `seed`, as a file of the wanted type. */
export async function paintedFile(width: number, height: number, type: string, seed = 1): Promise<File> {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('no canvas context');
  const image = context.createImageData(width, height);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at += 4) {
      image.data[at] = 128 + 90 * Math.sin((x + seed * 31) / 37 + y / 91);
      image.data[at + 1] = 128 + 80 * Math.cos(x / 53 - (y + seed * 17) / 29);
      image.data[at + 2] = 100 + 60 * Math.sin(Math.hypot(x - width / 2, y - height / 3) / (20 + seed));
      image.data[at + 3] = 255;
    }
  }
  context.putImageData(image, 0, 0);
  const blob = await canvas.convertToBlob({ type, quality: 0.9 });
  return new File([blob], `painted-${seed}.${type.slice(6)}`, { type: blob.type });
}
