import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createVerifier, type Database, type Tier, type Verifier } from '@safeupload/server';
import { directoryBlobs, loadKeys, openDatabase } from '@safeupload/server/node';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { auditNight } from './support/audit-night.js';
import { type Deed, type Done, readPromises } from './support/night-promises.js';
import { paint } from './support/paint.js';
import { audience, openRoom } from './support/room.js';

// `kill -9` in the middle of a night, again and again, on a real directory: whatever was acknowledged is still there, and
// nothing shows that must not. Runs what was built, as a host does; the auditor is another process than the one that died.

const script = fileURLToPath(new URL('./support/night-until-killed.mjs', import.meta.url));
const minuteMs = 60_000;

/**
 * The rounds, again and again: what is done in them, and by how many minutes the clock jumps ahead before. Curtains and
 * levels end in the long gaps and last over the short ones.
 */
const rounds = [
  { mood: 'members', gap: 70 },
  { mood: 'staff', gap: 5 },
  { mood: 'curtain', gap: 0 },
  { mood: 'staff', gap: 20 },
] as const;
/** Rounds at least, and at most until everything was acknowledged at least once. */
const fewestRounds = 10;
const mostRounds = 25;

let directory: string;
let file: string;
const children = new Set<ChildProcess>();
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'safeupload-night-'));
  file = join(directory, 'promises.log');
});
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await rm(directory, { recursive: true, force: true });
});

const below = (most: number) => Math.floor(Math.random() * most);

/** Lets a server live until it acknowledged so many posts, and a little longer; null: kills it while it starts, or just after. */
async function liveAndDie(round: number, offsetMs: number, mood: string, acknowledged: number | null): Promise<void> {
  const child = spawn(process.execPath, [script, directory, String(round), String(offsetMs), mood], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.add(child);
  let complaints = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints += text;
  });
  const ended = once(child, 'exit');
  const kill = () => void setTimeout(() => child.kill('SIGKILL'), below(acknowledged === null ? 3000 : 300));
  let seen = 0;
  if (acknowledged === null) kill();
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const before = seen;
    seen += text.length;
    if (acknowledged !== null && before < acknowledged && seen >= acknowledged) kill();
  });
  const [, signal] = await ended;
  children.delete(child);
  if (signal !== 'SIGKILL') throw new Error(`the server ended by itself: ${complaints}`);
  expect(complaints).toBe('');
}

/** A verifier that only looks. */
async function looking(database: Database, now: number): Promise<Verifier> {
  return createVerifier({
    audience,
    allowedOrigins: [],
    identify: () => null,
    database,
    blobs: directoryBlobs(join(directory, 'blobs')),
    keys: await loadKeys(join(directory, 'keys.json')),
    measurer: { measure: () => Promise.reject(new Error('nobody uploads here')), dispose: () => Promise.resolve() },
    keepEvents: true,
    clock: () => now,
  });
}

const everyDeed: readonly Deed[] = [
  ...(['upload', 'attach', 'report', 'reject', 'release', 'hide', 'takedown', 'undo', 'up', 'down', 'reap'] as const),
];

test('killed in the middle of everything, a night loses nothing that it promised', async () => {
  let offsetMs = 0;
  for (let round = 0; round < mostRounds; round++) {
    const { mood, gap } = rounds[round % rounds.length] ?? rounds[0];
    offsetMs += gap * minuteMs;
    await liveAndDie(round, offsetMs, mood, round % 5 === 3 ? null : 3 + below(10));
    const deeds = readPromises(await readFile(file, 'utf8'));
    const { database, close } = await openDatabase(join(directory, 'db'));
    try {
      const now = Date.now() + offsetMs;
      const verifier = await looking(database, now);
      expect(await auditNight({ database, verifier, deeds, now })).toEqual([]);
      await verifier.dispose();
    } finally {
      await close();
    }
    const missing = everyDeed.filter((deed) => !deeds.some((one) => one.deed === deed && one.isAcknowledged));
    if (round >= fewestRounds - 1 && missing.length === 0) break;
    if (round === mostRounds - 1) expect(missing).toEqual([]);
  }
  // Some were really cut off in the middle.
  const deeds = readPromises(await readFile(file, 'utf8'));
  expect(deeds.filter(({ isAcknowledged, isRefused }) => !isAcknowledged && !isRefused).length).toBeGreaterThan(10);
}, 900_000);

test('the auditor sees every promise that is broken on purpose', async () => {
  let now = Date.UTC(2026, 0, 10, 1);
  const room = await openRoom({ clock: () => now });
  const deeds: Done[] = [];
  const promised = async <T>(
    deed: Deed,
    about: Partial<Done>,
    act: () => Promise<T>,
    tell: (got: T) => Partial<Done>,
  ) => {
    const from = 2 * deeds.length;
    const beganAt = now;
    const got = await act();
    now += minuteMs;
    const done = {
      deed,
      isAcknowledged: true,
      isRefused: false,
      from,
      to: from + 1,
      beganAt,
      uploadId: '',
      accountId: '',
    };
    deeds.push({ ...done, ...about, ...tell(got) });
    return got;
  };
  const { verifier, database } = room;
  let pictures = 500;
  const post = async (accountId: string, tier: Tier): Promise<string> => {
    pictures += 1;
    const bytes = await paint(pictures, 'jpeg', { width: 160, height: 120 });
    const { uploadId } = await promised(
      'upload',
      { accountId },
      () => verifier.screen(bytes, { accountId, tier, context: 'post' }),
      ({ uploadId: id, outcome }) => ({ uploadId: id, outcome }),
    );
    await promised(
      'attach',
      { accountId, uploadId },
      () => verifier.attach({ uploadIds: [uploadId], accountId, target: { context: 'post', id: accountId } }),
      ([attached]) => (attached === undefined ? {} : { outcome: attached.outcome }),
    );
    return uploadId;
  };
  const mona = { accountId: 'mona', roles: ['moderator'] } as const;
  const reject = (uploadId: string) =>
    promised(
      'reject',
      { uploadId },
      () => verifier.decideHold({ uploadId, action: 'reject', by: mona }),
      () => ({}),
    );

  await post('anna', 'trusted');
  const held = await post('nina', 'new');
  const [seen, first, second] = [await post('kim', 'known'), await post('kai', 'known'), await post('kay', 'known')];
  for (const uploadId of [seen, first, second]) {
    await promised(
      'report',
      { uploadId, accountId: `rita-of-${uploadId}` },
      async () => {
        await verifier.report({ uploadId, accountId: `rita-of-${uploadId}`, tier: 'trusted', reason: 'sexual' });
        return verifier.status(uploadId);
      },
      ({ state }) => ({ state }),
    );
  }
  await reject(first);
  await reject(second);
  await post('kira', 'trusted');
  await promised(
    'up',
    {},
    () => verifier.curtain.up({ by: mona }),
    ({ expiresAt }) => ({ expiresAt: expiresAt ?? 0 }),
  );
  expect(await auditNight({ database, verifier, deeds, now })).toEqual([]);

  const show = sql`update uploads set state = 'attached' where state = 'hidden'`;
  const violations: readonly [kind: string, how: string, violation: ReturnType<typeof sql>][] = [
    ['upload', 'vanishes', sql`update uploads set id = 'elsewhere' where id = ${held}`],
    ['hold', 'ends by itself', sql`update uploads set outcome = 'allowed' where id = ${held}`],
    ['report', 'is lost', sql`delete from reports where upload_id = ${first}`],
    ['shown', 'though it was reported', show],
    ['curtain', 'falls', sql`update curtains set down_at = ${now}`],
    ['curtain', 'is cut short', sql`update curtains set expires_at = ${now + 1}`],
    ['curtain', 'never ends', sql`update curtains set expires_at = ${2 * now}`],
    ['behind the curtain', 'something shows', show],
    ['level', 'is forgotten', sql`delete from breaker_events`],
    ['level', 'of the forum is', sql`update breaker_events set account_id = 'kai', kind = 'rejected'`],
    ['level', 'is taken for forged', sql`update breaker_events set kind = 'uneasy'`],
    ['level', 'is taken back by nobody', sql`update breaker_events set kind = 'retracted'`],
    ['receipt', 'is missing', show],
    ['receipt', 'outlives its picture', sql`update receipts set revoked_at = null`],
    ['place', 'is not that of the decision', show],
    ['hidden', 'by nobody', sql`update uploads set hidden_by = null where state = 'hidden'`],
    ['public', 'no longer', sql`update derivatives set blob_key = 'gone'`],
    ['stopped', 'no longer', sql`update uploads set state = 'attached' where id = ${first}`],
    ['decision', 'is lost', sql`delete from decisions where type = 'taken-down'`],
    [
      'decision',
      'is made by nobody',
      sql`insert into decisions (id, upload_id, type, by_account_id, at, from_outcome, from_state, to_outcome, to_state, undone)
        values ('x', ${held}, 'released', 'mallory', 0, 'held', 'attached', 'allowed', 'attached', false)`,
    ],
    ['audit log', 'lost its only entry and has another', sql`update audit_log set by_account_id = 'mallory'`],
  ];
  for (const [kind, how, violation] of violations) {
    const rolledBack = new Error('rolled back');
    const breaking = database.transaction(async (transaction) => {
      // An auditor must see what constraints and triggers would have kept from happening.
      await transaction.execute(sql`set local session_replication_role = replica`);
      await transaction.execute(violation);
      const inside = await room.another({ database: transaction });
      const problems = await auditNight({ database: transaction, verifier: inside, deeds, now });
      const isSeen = problems.some((problem) => problem.startsWith(`${kind}: `));
      expect([kind, how, isSeen ? 'is seen' : problems]).toEqual([kind, how, 'is seen']);
      throw rolledBack;
    });
    await expect(breaking).rejects.toBe(rolledBack);
  }
  expect(await auditNight({ database, verifier, deeds, now })).toEqual([]);
  await room.dispose();
});
