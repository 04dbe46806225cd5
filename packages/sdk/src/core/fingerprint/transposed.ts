/** The plane mirrored along its main diagonal, in tiles, so that neither side is read or written against the cache. */
export function transposed(plane: Float32Array, width: number, height: number): Float32Array {
  const turned = new Float32Array(width * height);
  const tile = 32;
  for (let top = 0; top < height; top += tile) {
    for (let left = 0; left < width; left += tile) {
      const bottom = Math.min(top + tile, height);
      const right = Math.min(left + tile, width);
      for (let x = left; x < right; x++) {
        for (let y = top; y < bottom; y++) turned[x * height + y] = plane[y * width + x];
      }
    }
  }
  return turned;
}
