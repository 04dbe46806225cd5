// @ts-check
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { benchPicture } from '../pictures.mjs';
import { digestOf } from './upload-server.mjs';

/** How many pictures are dropped at once where rows are counted. */
export const manyFiles = 10;

/**
 * The files that are dropped, on disk, as a browser's drop wants them: ten JPEGs of 1 MP and 0.34 MB (`photo-1.jpg` …) and
 * `kite.jpg`, no two the same, `large.jpg` of 2 MP and 0.68 MB, and `notes.txt`, which is no picture.
 */
export async function makeFiles() {
  const folder = await mkdtemp(join(tmpdir(), 'safeupload-bench-ui-'));
  /** @type {Map<string, string>} */
  const digests = new Map();
  const names = [...Array.from({ length: manyFiles }, (_, index) => `photo-${index + 1}.jpg`), 'kite.jpg', 'large.jpg'];
  for (const [index, name] of names.entries()) {
    const picture = await benchPicture(name === 'large.jpg' ? '2mp-0' : `1mp-${index % 3}`);
    if (picture === null) throw new Error('The bench has no such picture.');
    const bytes = withComment(picture, name);
    digests.set(name, digestOf(bytes));
    await writeFile(join(folder, name), bytes);
  }
  await writeFile(join(folder, 'notes.txt'), 'Milk, bread, a new cushion for the bench.\n');
  return {
    /** @param {string} name */
    path: (name) => join(folder, name),
    /** @param {string} name */
    digest: (name) => digests.get(name) ?? '',
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** A JPEG with a comment (segment FFFE of ITU-T T.81) behind its first marker. @param {Uint8Array} jpeg @param {string} comment */
function withComment(jpeg, comment) {
  const text = new TextEncoder().encode(comment);
  const head = new Uint8Array([0xff, 0xd8, 0xff, 0xfe, 0, text.length + 2]);
  const bytes = new Uint8Array(jpeg.length + 4 + text.length);
  bytes.set(head);
  bytes.set(text, head.length);
  bytes.set(jpeg.subarray(2), head.length + text.length);
  return bytes;
}
