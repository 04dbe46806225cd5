// @ts-check
import { until } from '../stage.mjs';

/** @typedef {import('../stage.mjs').Scene} Scene */

/** Uploads leave at this rate where progress is listened for: 0.68 MB take 3.4 s. */
const bytesPerSecond = 200_000;

/** Screening, upload and what is said afterwards, ms. */
const patienceMs = 12_000;

/** A screening, as page/start.mjs has it, and one and some; ms. */
const screeningMs = 1_500;
const screenedMs = 2_500;

/** After the last thing that happens, this long for words about it, ms. */
const wordsMs = 1_500;

/**
 * The six things that happen to files, how each is brought about, and which words are about it. Any of them counts, in any
 * live region, from the moment of the pick or press on.
 * @type {readonly { event: string, about: RegExp, not?: RegExp }[]}
 */
const events = [
  { event: 'added', about: /\b(add|select|chosen|queue)/i },
  { event: 'rejected', about: /\b(type|invalid|only|not (a|an|accepted|allowed)|can[’']?t|cannot|rejected)\b/i },
  { event: 'blocked', about: /\b(posted|blocked|stopped|failed|error|refused|not (allowed|sent|accepted))\b/i },
  { event: 'progress', about: /\d\s?%|\bupload(ing)?\b.*\d|\bprogress\b/i },
  {
    event: 'done',
    about: /\b(complete|completed|done|ready|finished|success|successfully|uploaded)\b/i,
    not: /\d\s?%/,
  },
  { event: 'removed', about: /\b(removed?|deleted?|cancell?ed|aborted|stopped)\b/i },
];

/**
 * Which of six events came into a live region with words about them, and all that was said. Files come from the picker, with
 * the focus on what opens it: FilePond speaks only while the focus is within it.
 * @param {import('../stage.mjs').Stage} stage @param {import('../peers.mjs').Peer} peer
 */
export async function announcements(stage, peer) {
  let pickedAt = 0;
  const good = await hear(stage, peer, async (scene) => {
    await scene.throttle(bytesPerSecond);
    pickedAt = await scene.now();
    await scene.pick('large.jpg');
    await until(async () => (await scene.delivered('large.jpg')) === 1, patienceMs);
  });
  const goodTexts = good.map(({ text }) => text);
  // Of the upload, not of the screening before it.
  const uploadTexts = good.filter(({ at }) => at >= pickedAt + screeningMs).map(({ text }) => text);
  const removed = await removal(stage, peer);
  /** @type {Record<string, readonly string[]>} */
  const said = {
    added: goodTexts,
    rejected: await hearTexts(stage, peer, async (scene) => {
      await scene.pick('notes.txt');
      await scene.page.waitForTimeout(screenedMs);
    }),
    blocked: await hearTexts(stage, peer, async (scene) => {
      await scene.pick('kite.jpg');
      await scene.page.waitForTimeout(screenedMs);
    }),
    progress: uploadTexts,
    done: goodTexts,
    removed: removed.texts,
  };
  const heard = Object.fromEntries(
    events.map(({ event, about, not }) => {
      const texts = said[event] ?? [];
      return [event, texts.find((text) => about.test(text) && not?.test(text) !== true) ?? null];
    }),
  );
  const announced = Object.values(heard).filter((text) => text !== null).length;
  return { of: events.length, announced, heard, removedWhen: removed.when, said };
}

/**
 * A picture that has arrived is taken away, or, where that cannot be done, one that is being screened.
 * @param {import('../stage.mjs').Stage} stage @param {import('../peers.mjs').Peer} peer
 * @returns {Promise<{ texts: readonly string[], when: 'arrived' | 'screening' | null }>}
 */
async function removal(stage, peer) {
  if (peer.remove === '') return { texts: [], when: null };
  for (const when of /** @type {const} */ (['arrived', 'screening'])) {
    let pressed = false;
    const texts = await hearTexts(stage, peer, async (scene) => {
      await scene.pick('photo-1.jpg');
      if (when === 'arrived') {
        await until(async () => (await scene.delivered('photo-1.jpg')) === 1, patienceMs);
        await scene.page.waitForTimeout(wordsMs);
      }
      await scene.forgetHeard();
      pressed = await scene.pressFirst(peer.remove);
    });
    if (pressed) return { texts, when };
  }
  return { texts: [], when: null };
}

/**
 * All that was said while something was done on a fresh page, and shortly after.
 * @param {import('../stage.mjs').Stage} stage @param {import('../peers.mjs').Peer} peer
 * @param {(scene: Scene) => Promise<unknown>} act
 */
async function hear(stage, peer, act) {
  const scene = await stage.open(peer);
  try {
    await scene.forgetHeard();
    await act(scene);
    await scene.page.waitForTimeout(wordsMs);
    return await scene.heard();
  } finally {
    await scene.close();
  }
}

/** As {@link hear}, without the times. @param {Parameters<typeof hear>} asked */
async function hearTexts(...asked) {
  return (await hear(...asked)).map(({ text }) => text);
}
