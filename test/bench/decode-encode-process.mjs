// @ts-check
// The peer of the measuring process: sharp alone, decoding and encoding what it is sent, with the same limits on itself.
import sharp from 'sharp';

sharp.cache(false);
sharp.concurrency(1);

process.on('disconnect', () => process.exit(0));
process.on('message', async (/** @type {{ bytes: Uint8Array, longestSidePx: number }} */ { bytes, longestSidePx }) => {
  const encoded = await sharp(bytes, { failOn: 'error', sequentialRead: true, limitInputPixels: 50_000_000 })
    .autoOrient()
    .resize(longestSidePx, longestSidePx, { fit: 'inside', withoutEnlargement: true })
    // As packages/server/src/node/measure/derivatives.ts encodes a photograph.
    .jpeg({ quality: 82, chromaSubsampling: '4:2:0', mozjpeg: false })
    .toBuffer();
  process.send?.({ bytes: new Uint8Array(encoded) });
});
process.send?.('ready');
