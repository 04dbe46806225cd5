import { createHash } from 'node:crypto';
import { brotliCompressSync, constants } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { manifestOf, modelIds, readModelFile } from './model-files.js';

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** What a model may weigh on the wire, in bytes, brotli at its highest quality. */
const mostBrotliBytes = { 'mobilenet-v2': 2_200_000, 'open-nsfw': 3_450_000 };

describe.each(modelIds)('the files of %s', (id) => {
  it('are the ones its manifest names', () => {
    const manifest = manifestOf(id);
    const file = readModelFile(id, manifest.file);
    expect(manifest.id).toBe(id);
    expect({ bytes: file.length, sha256: sha256(file) }).toEqual({ bytes: manifest.bytes, sha256: manifest.sha256 });
  });

  it('weigh little enough on the wire', () => {
    const file = readModelFile(id, 'model.onnx');
    const compressed = brotliCompressSync(file, {
      params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24 },
    });
    expect(compressed.length).toBeLessThanOrEqual(mostBrotliBytes[id]);
  });

  it('come with their licence and a card that names both', () => {
    const manifest = manifestOf(id);
    const text = (name: string): string => new TextDecoder().decode(readModelFile(id, name));
    expect(text('LICENSE')).toContain('Copyright');
    const card = text('CARD.md');
    expect(card).toContain(manifest.licence);
    expect(card).toContain(manifest.source.package);
    expect(card).toContain('child abuse');
  });
});
