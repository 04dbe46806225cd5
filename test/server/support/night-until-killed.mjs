// @ts-check
// A server on a real directory in the middle of a night: members post and report, staff pull the curtain, reject, release,
// undo, all at once, until it is killed. What it is about to do and what was acknowledged stands in a file of its own,
// flushed to the disk, for the auditor (audit-night.ts).

import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { isSafeUploadError } from '@safeupload/sdk/core';
import { createVerifier } from '@safeupload/server';
import { createMeasurer, directoryBlobs, loadKeys, makeKeys, openDatabase } from '@safeupload/server/node';
import { sql } from 'drizzle-orm';
import sharp from 'sharp';

const [directory = '', round = '0', offsetMs = '0', mood = 'staff'] = process.argv.slice(2);
const clock = () => Date.now() + Number(offsetMs);
const keysFile = `${directory}/keys.json`;
const keys = await loadKeys(keysFile).catch(() => makeKeys(keysFile));
const { database } = await openDatabase(`${directory}/db`);
const measurer = createMeasurer({ processes: 1 });
const verifier = await createVerifier({
  audience: 'https://forum.example/safe-upload',
  allowedOrigins: [],
  identify: () => null,
  database,
  blobs: directoryBlobs(`${directory}/blobs`),
  keys,
  measurer,
  clock,
  // Events stay in the outbox: the auditor counts them.
  keepEvents: true,
  onError: (error, where) => console.error(where, error),
});

const file = openSync(`${directory}/promises.log`, 'a');
process.once('exit', () => closeSync(file));
let promises = 0;

/** @param {Record<string, unknown>} line */
function note(line) {
  writeSync(file, `${JSON.stringify({ ...line, at: clock() })}\n`);
  fsyncSync(file);
}

/**
 * Notes what is about to be done, does it, and notes that it was acknowledged. A refusal promises nothing.
 * @template T
 * @param {string} deed
 * @param {Record<string, unknown>} about
 * @param {() => Promise<T>} act
 * @param {(got: T) => Record<string, unknown>} tell
 * @returns {Promise<T | null>}
 */
async function promised(deed, about, act, tell = () => ({})) {
  promises += 1;
  const id = `${round}-${promises}`;
  note({ id, step: 'began', deed, ...about });
  try {
    const got = await act();
    note({ id, step: 'acknowledged', deed, ...about, ...tell(got) });
    // Only posts are counted by who kills: there is always something to do then.
    if (deed === 'attach') process.stdout.write('.');
    return got;
  } catch (error) {
    if (!isSafeUploadError(error)) throw error;
    note({ id, step: 'refused', deed, ...about, code: error.code });
    return null;
  }
}

/** @param {number} most */
const below = (most) => Math.floor(Math.random() * most);
/** @template T @param {readonly T[]} list @returns {T | undefined} */
const oneOf = (list) => list[below(list.length)];

/** @param {string} accountId @param {import('@safeupload/server').Tier} tier */
async function post(accountId, tier) {
  const noise = crypto.getRandomValues(new Uint8Array(8 * 6 * 3));
  const picture = sharp(noise, { raw: { width: 8, height: 6, channels: 3 } }).resize(160, 120, { kernel: 'cubic' });
  const bytes = new Uint8Array(await picture.jpeg().toBuffer());
  const stored = await promised(
    'upload',
    { accountId },
    () => verifier.screen(bytes, { accountId, tier, context: 'post' }),
    ({ uploadId, outcome }) => ({ uploadId, outcome }),
  );
  if (stored === null) return;
  const { uploadId } = stored;
  /** @type {import('@safeupload/server').AttachTarget} */
  const target = { context: 'post', id: `post-of-${uploadId}` };
  await promised(
    'attach',
    { uploadId, accountId },
    () => verifier.attach({ uploadIds: [uploadId], accountId, target }),
    ([attached]) => ({ outcome: attached?.outcome }),
  );
}

/** Some uploads in this place. @param {import('drizzle-orm').SQL} place */
async function some(place) {
  const { rows } = /** @type {{ rows: { id: string }[] }} */ (
    /** @type {unknown} */ (
      await database.execute(sql`select id from uploads where ${place} order by random() limit 5`)
    )
  );
  return rows.map(({ id }) => id);
}

/** @type {import('@safeupload/server').Actor} */
const vera = { accountId: 'vera', roles: ['volunteer'] };
/** @type {import('@safeupload/server').Actor} */
const mona = { accountId: 'mona', roles: ['moderator', 'safety'] };

const shown = sql`outcome = 'allowed' and state = 'attached'`;
const waiting = sql`(outcome = 'held' and state = 'attached') or (outcome = 'allowed' and state = 'hidden')`;
const stopped = sql`state in ('rejected', 'takenDown')`;

/** What staff and members do. */
const deeds = {
  up: () =>
    promised(
      'up',
      {},
      () => verifier.curtain.up({ by: vera }),
      ({ expiresAt }) => ({ expiresAt }),
    ),
  down: () => promised('down', {}, () => verifier.curtain.down({ by: vera })),
  report: async () => {
    const accountId = oneOf(['rita', 'rosa', 'rene']) ?? '';
    const uploadId = oneOf(await some(sql`${shown} and account_id like 'known-%'`));
    if (uploadId === undefined) return;
    await promised(
      'report',
      { uploadId, accountId },
      async () => {
        await verifier.report({ uploadId, accountId, tier: 'trusted', reason: 'sexual' });
        return verifier.status(uploadId);
      },
      ({ state }) => ({ state }),
    );
  },
  reject: async () => {
    const uploadId = oneOf(await some(waiting));
    if (uploadId === undefined) return;
    await promised('reject', { uploadId }, () =>
      verifier.decideHold({ uploadId, action: 'reject', by: mona, bank: below(2) === 0 }),
    );
  },
  release: async () => {
    const uploadId = oneOf(await some(waiting));
    if (uploadId === undefined) return;
    await promised('release', { uploadId }, () => verifier.decideHold({ uploadId, action: 'release', by: mona }));
  },
  hide: async () => {
    const uploadId = oneOf(await some(shown));
    if (uploadId !== undefined) await promised('hide', { uploadId }, () => verifier.hide({ uploadId, by: vera }));
  },
  takedown: async () => {
    const uploadId = oneOf(await some(shown));
    if (uploadId !== undefined)
      await promised('takedown', { uploadId }, () => verifier.takedown({ uploadId, by: mona }));
  },
  undo: async () => {
    const uploadId = oneOf(await some(stopped));
    if (uploadId !== undefined) await promised('undo', { uploadId }, () => verifier.undo({ uploadId, by: mona }));
  },
  reap: () => promised('reap', {}, () => verifier.reap()),
};

/** What is done how often. Members are alone at first: once somebody rejected, all of low trust waits and nothing is left to report. */
const moods = {
  members: ['report', 'report', 'report', 'hide', 'release', 'reap'],
  staff: ['up', 'down', 'report', 'reject', 'reject', 'release', 'hide', 'takedown', 'undo', 'undo', 'reap'],
  curtain: ['up', 'up', 'down', 'down', 'report', 'reject', 'release', 'undo', 'reap'],
};
// Provable: the test gives one of the names above.
const usual = /** @type {(keyof typeof deeds)[]} */ (moods[/** @type {keyof typeof moods} */ (mood)]);
const anyDeed = () => deeds[oneOf(usual) ?? 'reap']();

/** @param {() => Promise<unknown>} act */
async function forEver(act) {
  for (;;) {
    await act();
    // PGlite answers without ever letting go of the thread: whoever measures must be heard too.
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

await measurer.ready();
await Promise.all([
  forEver(() => post(`known-${round}-${below(4)}`, 'known')),
  forEver(() => post(oneOf(['anna', 'ben']) ?? 'anna', 'trusted')),
  forEver(() => post(`new-${round}-${below(2)}`, 'new')),
  forEver(anyDeed),
  forEver(anyDeed),
]);
