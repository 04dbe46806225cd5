// @ts-check

import { webcrypto } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import sharp from 'sharp';
import { bundled } from '../build/bundled.mjs';
import { sha256 } from '../build/digest.mjs';

/**
 * @typedef {{ width: number, height: number, data: Uint8Array }} Frame
 * @typedef {{ left: number, top: number, width: number, height: number, mirrored: boolean }} View
 * @typedef {{ id: string, risk: number }} Score
 * @typedef {{ whole: Score[], views: Score[][] }} Seen what the models say of a whole picture and of each view of it
 */

/** The server's own code, out of its TypeScript sources: what it classifies, how it draws its views, by what it holds. */
const server = await bundled(
  `export { compositeOverWhite, inputsOf, parseManifest, scoresFromOutput } from '@safeupload/sdk/core';
   export { drawViews } from './views/draw-views.ts';
   export { viewOf } from './views/view.ts';
   export { uneasyModels } from './decide/uneasy-models.ts';
   export { defaultServerPolicy } from './policy/server-policy.ts';`,
  new URL('../../packages/server/src/', import.meta.url),
);

/**
 * Opens models as the server does. Returns a function from a picture's file to what they say of it and of views of it.
 * @param {readonly URL[]} directories ending in a slash
 * @returns {Promise<(file: string | URL | Uint8Array, views: readonly View[]) => Promise<Seen>>}
 */
export async function openEyes(directories) {
  const models = await Promise.all(directories.map(openModel));
  /** @param {Frame} frame */
  async function look(frame) {
    const inputs = server.inputsOf(frame);
    const scores = [];
    for (const { manifest, session } of models) {
      const input = new Tensor('float32', inputs(manifest), manifest.input.shape);
      const output = (await session.run({ [manifest.input.name]: input }))[manifest.output.name];
      scores.push(server.scoresFromOutput(output?.data, manifest));
    }
    return scores;
  }
  return async (file, views) => {
    const frame = server.compositeOverWhite(await decode(file));
    const seen = { whole: await look(frame), views: /** @type {Score[][]} */ ([]) };
    for (const view of views) seen.views.push(await look(server.viewOf(frame, view)));
    return seen;
  };
}

/** @param {URL} directory */
async function openModel(directory) {
  const manifest = server.parseManifest(JSON.parse(readFileSync(new URL('manifest.json', directory), 'utf8')));
  const session = await InferenceSession.create(readFileSync(new URL(manifest.file, directory)), {
    intraOpNumThreads: 1,
    extra: { session: { disable_quant_qdq: '1' } },
  });
  return { manifest, session };
}

/** @param {string | URL | Uint8Array} file @returns {Promise<Frame>} */
async function decode(file) {
  const { data, info } = await sharp(file instanceof URL ? file.pathname : file)
    .toColourspace('srgb')
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data };
}

/**
 * The views of the `number`th invented deployment, as the server draws them from its key. The views of a deployment that looks
 * through fewer are the first of them.
 * @param {number} number @param {number} count
 * @returns {Promise<readonly View[]>}
 */
export async function viewsOfDeployment(number, count) {
  const secret = Uint8Array.from(Buffer.from(sha256(Buffer.from(`evasion ${number}`)), 'hex'));
  const key = await webcrypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveBits']);
  return server.drawViews(key, { ...server.defaultServerPolicy.views, count });
}

/**
 * Whether the server would make a picture wait because of its scores, under its default policy.
 * @param {Seen} seen
 * @param {{ models: readonly string[], furtherAbove?: number }} [eyes] the models it runs; the threshold of those it does not ship
 */
export function isHeld({ whole, views }, eyes = { models: ['mobilenet-v2', 'open-nsfw'] }) {
  const policy = server.defaultServerPolicy;
  const { models, furtherAbove = policy.furtherModels.holdUnnamedAbove } = eyes;
  /** @param {Score[]} scores */
  const open = (scores) => scores.filter(({ id }) => models.includes(id));
  const furtherModels = { ...policy.furtherModels, holdUnnamedAbove: furtherAbove };
  return server.uneasyModels(open(whole), views.map(open), { ...policy, furtherModels }).ids.length > 0;
}
