// @ts-check
import { createRequire } from 'node:module';
import { until } from '../stage.mjs';

const require = createRequire(import.meta.url);
const axePath = require.resolve('axe-core/axe.min.js');

/** The version of axe-core. @type {string} */
export const axeVersion = require('axe-core/package.json').version;

/** Screening and upload of two files, ms; where they never arrive, what there is is looked at. */
const patienceMs = 8_000;

/** Until animations are over and words have come, ms: react-dropzone screens what it refuses; Ant Design's message stays 3 s. */
const settleMs = 2_200;

/**
 * The three states that are looked at, in light mode.
 * @type {readonly { state: string, reach: (scene: import('../stage.mjs').Scene) => Promise<unknown> }[]}
 */
const states = [
  { state: 'idle', reach: async () => undefined },
  {
    state: 'files',
    async reach(scene) {
      await scene.drop('photo-1.jpg', 'photo-2.jpg');
      await until(async () => (await scene.delivered('photo-1.jpg', 'photo-2.jpg')) === 2, patienceMs);
    },
  },
  { state: 'rejected', reach: (scene) => scene.drop('notes.txt') },
];

/**
 * What axe finds with its default rules in each state: the rules that are broken, and of how many elements. `rules` is the
 * sum over the states.
 * @param {import('../stage.mjs').Stage} stage @param {import('../peers.mjs').Peer} peer
 * @param {(scene: import('../stage.mjs').Scene, state: string) => Promise<unknown>} onState called in each state, for pictures of it
 */
export async function axeViolations(stage, peer, onState) {
  /** @type {Record<string, Record<string, number>>} */
  const found = {};
  for (const { state, reach } of states) {
    const scene = await stage.open(peer);
    await reach(scene);
    await scene.page.waitForTimeout(settleMs);
    await onState(scene, state);
    await scene.page.addScriptTag({ path: axePath });
    found[state] = await scene.page.evaluate(async () => {
      /** @type {{ violations: { id: string, nodes: unknown[] }[] }} */
      const { violations } = await Reflect.get(globalThis, 'axe').run(document);
      return Object.fromEntries(violations.map(({ id, nodes }) => [id, nodes.length]));
    });
    if (scene.complaints.length > 0) console.error(`${peer.name}, ${state}: ${scene.complaints.join(' · ')}`);
    await scene.close();
  }
  const rules = Object.values(found).reduce((sum, broken) => sum + Object.keys(broken).length, 0);
  return { rules, found };
}
