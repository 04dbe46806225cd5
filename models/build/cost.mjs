// @ts-check
import { existsSync, readFileSync } from 'node:fs';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { at } from './at.mjs';

// What one picture costs with each model that is built, in ms of processor time on one thread: `node models/build/cost.mjs`.
// The models take turns, so that a busy moment is everybody's; the median of 15.
const turns = 15;
const models = [];
for (const id of ['mobilenet-v2', 'open-nsfw', 'inception-v3']) {
  const directory = new URL(`../${id}/`, import.meta.url);
  if (!existsSync(new URL('model.onnx', directory))) continue;
  const { input } = JSON.parse(readFileSync(new URL('manifest.json', directory), 'utf8'));
  const session = await InferenceSession.create(readFileSync(new URL('model.onnx', directory)), {
    intraOpNumThreads: 1,
    extra: { session: { disable_quant_qdq: '1' } },
  });
  const size = input.shape.reduce((/** @type {number} */ product, /** @type {number} */ side) => product * side, 1);
  const grey = new Tensor('float32', new Float32Array(size).fill(0.5), input.shape);
  models.push({ id, session, feeds: { [input.name]: grey }, ms: /** @type {number[]} */ ([]) });
}
for (let turn = 0; turn < turns; turn++) {
  for (const { session, feeds, ms } of models) {
    const before = process.cpuUsage();
    await session.run(feeds);
    const { user, system } = process.cpuUsage(before);
    ms.push((user + system) / 1000);
  }
}
for (const { id, ms } of models) {
  const sorted = ms.toSorted((one, other) => one - other);
  console.log(`${id}: ${at(sorted, turns >> 1).toFixed(0)} ms`);
}
