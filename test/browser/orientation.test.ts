import { expect, test } from 'vitest';
import orientations from '../vectors/orientations.json' with { type: 'json' };

// Which EXIF a browser applies is written into core's headers; these files ask the browser itself.
for (const { name, format, base64, shown } of orientations.vectors) {
  test(`the browser shows ${name} as the header says, whatever it is asked for`, async () => {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const blob = new Blob([bytes], { type: `image/${format}` });
    for (const imageOrientation of ['from-image', 'none'] as const) {
      const bitmap = await createImageBitmap(blob, { imageOrientation });
      expect([bitmap.width, bitmap.height]).toEqual([shown.width, shown.height]);
      const canvas = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
      canvas?.drawImage(bitmap, 0, 0);
      const seen = [1, 3].flatMap((row) =>
        [1, 3].map((column) => {
          const at = [Math.floor((column * shown.width) / 4), Math.floor((row * shown.height) / 4)] as const;
          return canvas?.getImageData(at[0], at[1], 1, 1).data ?? [];
        }),
      );
      seen.forEach((pixel, quarter) => {
        // JPEG is a few units off pure colours.
        for (let c = 0; c < 3; c++) {
          expect(Math.abs((pixel[c] ?? Number.NaN) - (shown.quarters[quarter]?.[c] ?? Number.NaN))).toBeLessThan(8);
        }
      });
      bitmap.close();
    }
  });
}
