// @ts-check
import { until } from '../stage.mjs';

/** Between the two drops, ms: well within the first file's screening. */
const betweenMs = 150;

/** How long both files have to arrive, ms: two screenings one after the other, four times over, for a machine that is busy. */
const patienceMs = 12_000;

/**
 * Files that never arrive when one is dropped and another while the first is screened: of two, each time.
 * @param {import('../stage.mjs').Stage} stage @param {import('../peers.mjs').Peer} peer @param {number} times
 */
export async function lostFiles(stage, peer, times) {
  let lost = 0;
  for (let time = 0; time < times; time++) {
    const scene = await stage.open(peer);
    await scene.drop('photo-1.jpg');
    await scene.page.waitForTimeout(betweenMs);
    await scene.drop('photo-2.jpg');
    await until(async () => (await scene.delivered('photo-1.jpg', 'photo-2.jpg')) === 2, patienceMs);
    lost += 2 - (await scene.delivered('photo-1.jpg', 'photo-2.jpg'));
    await scene.close();
  }
  return { of: 2 * times, lost };
}
