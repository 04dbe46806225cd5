// @ts-check
import { bytesOf } from '../bundles.mjs';
import { until } from '../stage.mjs';

/** Screening and upload of a file, ms. */
const patienceMs = 8_000;

/**
 * Bytes of the library alone. Which of its lazily loaded files an upload needs, one upload tells.
 * @param {import('../stage.mjs').Stage} stage @param {import('../peers.mjs').Peer} peer
 */
export async function sizes(stage, peer) {
  const scene = await stage.open(peer);
  await scene.drop('photo-1.jpg');
  const arrived = await until(async () => (await scene.delivered('photo-1.jpg')) === 1, patienceMs);
  if (!arrived) throw new Error(`${peer.name} uploaded nothing, so nothing can be said of what an upload loads.`);
  const loaded = await scene.page.evaluate(() =>
    performance.getEntriesByType('resource').map(({ name }) => name.slice(name.lastIndexOf('/') + 1)),
  );
  await scene.close();
  const lazy = stage.lazyOf(peer);
  return bytesOf(peer, [...new Set(loaded.flatMap((name) => lazy.get(name) ?? []))]);
}
