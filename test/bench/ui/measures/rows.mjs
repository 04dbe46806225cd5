// @ts-check
import { median, rounded } from '../../statistics.mjs';
import { manyFiles } from '../files.mjs';

/** When rows are counted, in ms after the drop: at once, and in the middle of the first screening. */
const soonMs = 250;
const screeningMs = 1_000;

const names = Array.from({ length: manyFiles }, (_, index) => `photo-${index + 1}.jpg`);

/**
 * How many of ten dropped files have a row soon after the drop and while they are screened, and when the first row was
 * there. Medians; the counts are whole in practice.
 * @param {import('../stage.mjs').Stage} stage @param {import('../peers.mjs').Peer} peer @param {number} runs
 */
export async function rows(stage, peer, runs) {
  const soon = [];
  const screening = [];
  const first = [];
  for (let run = 0; run < runs; run++) {
    const scene = await stage.open(peer);
    await scene.drop(...names);
    await scene.page.waitForFunction(countAt, soonMs);
    soon.push(await scene.rows());
    await scene.page.waitForFunction(countAt, screeningMs);
    screening.push(await scene.rows());
    // Where nothing is shown until the screening is over, the first row is waited for.
    await scene.page.waitForFunction(hasRow, undefined, { timeout: 6_000 }).catch(() => {});
    first.push((await scene.firstRowMs()) ?? Number.POSITIVE_INFINITY);
    await scene.close();
  }
  return {
    of: manyFiles,
    soon: median(soon),
    screening: median(screening),
    firstRowMs: rounded(median(first)),
  };
}

/** True once that much time has passed since the drop. In the page. @param {number} ms */
function countAt(ms) {
  return performance.now() - Reflect.get(globalThis, 'benchUi').rows.droppedAt >= ms;
}

function hasRow() {
  return Reflect.get(globalThis, 'benchUi').rows.firstMs !== null;
}
