import { isSafeUploadError } from '@safeupload/sdk/core';
import type { Actor, Verifier } from '@safeupload/server';
import { createMeasurer } from '@safeupload/server/node';
import sharp, { type Sharp } from 'sharp';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { paint } from './support/paint.js';
import { openPostgres, type Postgres } from './support/postgres.js';
import { openRoom, type Room } from './support/room.js';

// Two servers on one real PostgreSQL: what a press and an upload do to each other at the same moment.

const volunteer: Actor = { accountId: 'vera', roles: ['volunteer'] };
const moderator: Actor = { accountId: 'mona', roles: ['moderator'] };
const second: Actor = { accountId: 'milo', roles: ['moderator'] };
const dayMs = 86_400_000;

const measurer = createMeasurer({ processes: 2 });
let postgres: Postgres;
let room: Room;
let another: Verifier;
beforeAll(async () => {
  postgres = await openPostgres();
  room = await openRoom({ database: postgres.database, measurer });
  another = await room.another();
});
afterAll(async () => {
  await another?.dispose();
  await room?.dispose();
  await measurer.dispose();
  await postgres?.close();
});
beforeEach(() => room.advance(8 * dayMs));

let seed = 90_000;
let accounts = 0;
const picture = () => paint(++seed, 'png', { width: 320, height: 240 });
const edits: ((one: Sharp) => Sharp)[] = [
  (one) => one.jpeg({ quality: 80 }),
  (one) => one.flop().jpeg({ quality: 85 }),
  (one) => one.rotate(90).jpeg({ quality: 85 }),
  (one) => one.flip().webp({ quality: 85 }),
  (one) => one.rotate(180).jpeg({ quality: 75 }),
  (one) => one.rotate(270).webp({ quality: 80 }),
];
const copiesOf = (bytes: Uint8Array) =>
  Promise.all(edits.map(async (edit) => new Uint8Array(await edit(sharp(bytes)).toBuffer())));

interface Sent {
  readonly uploadId: string;
  readonly accountId: string;
}

async function send(bytes: Uint8Array, verifier: Verifier = room.verifier): Promise<Sent> {
  const accountId = `trusted-${++accounts}`;
  const { uploadId } = await verifier.screen(bytes, { accountId, tier: 'trusted', context: 'post' });
  return { uploadId, accountId };
}
async function attach({ uploadId, accountId }: Sent, verifier: Verifier = room.verifier) {
  await verifier.attach({ uploadIds: [uploadId], accountId, target: { context: 'post', id: uploadId } });
}
async function shown(bytes: Uint8Array): Promise<Sent> {
  const sent = await send(bytes);
  await attach(sent);
  return sent;
}
const isPublic = async ({ uploadId }: Sent) => (await room.verifier.status(uploadId)).pictures.length > 0;
async function clustersOf(sent: readonly Sent[]): Promise<unknown[]> {
  const { rows } = await postgres.pool.query('select distinct cluster_id from uploads where id = any($1)', [
    sent.map(({ uploadId }) => uploadId),
  ]);
  return rows;
}
const codeThrown = (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    (error: unknown) => (isSafeUploadError(error) ? error.code : error),
  );

test('copies that two servers store side by side are one group', async () => {
  for (let round = 0; round < 3; round++) {
    const copies = await copiesOf(await picture());
    const sent = await Promise.all(
      copies.map((bytes, index) => send(bytes, index % 2 === 0 ? room.verifier : another)),
    );
    expect(await clustersOf(sent)).toHaveLength(1);
  }
});

test('no copy is public after the press, however far it had come when that began', async () => {
  for (let round = 0; round < 6; round++) {
    const original = await picture();
    const bad = await shown(original);
    await room.verifier.hide({ uploadId: bad.uploadId, by: volunteer });
    const copies = await copiesOf(original);
    const sent: Sent[] = [];
    const storing = copies.map(async (bytes, index) => {
      const verifier = index % 2 === 0 ? room.verifier : another;
      const one = await send(bytes, verifier);
      await attach(one, verifier);
      sent.push(one);
    });
    // Each round the press begins after one more of them is through.
    for (let through = 0; through < round; through++) await storing[through];
    await Promise.all([
      room.verifier.decideHold({ uploadId: bad.uploadId, action: 'reject', bank: true, by: moderator }),
      ...storing,
    ]);
    expect(sent).toHaveLength(copies.length);
    for (const one of sent) expect(await isPublic(one)).toBe(false);
  }
});

test('drafts of copies that are attached while the press runs wait or are hidden', async () => {
  for (let round = 0; round < 3; round++) {
    const original = await picture();
    const bad = await shown(original);
    const drafts: Sent[] = [];
    for (const bytes of await copiesOf(original)) drafts.push(await send(bytes));
    await Promise.all([
      ...drafts.slice(0, 3).map((draft) => attach(draft, another)),
      room.verifier.takedown({ uploadId: bad.uploadId, bank: true, by: moderator }),
      ...drafts.slice(3).map((draft) => attach(draft)),
    ]);
    for (const draft of drafts) expect(await isPublic(draft)).toBe(false);
    const { rows } = await postgres.pool.query(
      `select count(*)::int as valid from receipts where upload_id = any($1) and revoked_at is null`,
      [drafts.map(({ uploadId }) => uploadId)],
    );
    expect(rows).toEqual([{ valid: 0 }]);
  }
});

test('presses, undos, reports, looks and releases of the same pictures at once wait for each other and never for ever', async () => {
  const original = await picture();
  const pictures: Sent[] = [];
  for (const bytes of [original, ...(await copiesOf(original))]) pictures.push(await shown(bytes));
  const id = pictures[0]?.uploadId ?? '';
  const allowed = new Set([null, 'wrong-state', 'not-found', 'role-missing', 'rate-limited']);
  const unexpected: unknown[] = [];
  const attempt = async (doing: Promise<unknown>) => {
    const code = await codeThrown(doing);
    if (!allowed.has(code as string | null)) unexpected.push(code);
  };
  for (let round = 0; round < 6; round++) {
    await Promise.all(
      pictures.flatMap(({ uploadId }, index) => {
        const verifier = index % 2 === 0 ? room.verifier : another;
        const by = index % 2 === 0 ? moderator : second;
        return [
          attempt(verifier.report({ uploadId, accountId: `reporter-${index}`, reason: 'sexual', tier: 'trusted' })),
          attempt(verifier.decideHold({ uploadId, action: 'reject', bank: index % 3 === 0, by })),
          attempt(verifier.undo({ uploadId, by })),
          attempt(verifier.look({ uploadId, by, size: 'small' })),
          attempt(verifier.decideHold({ uploadId, action: 'release', by })),
          attempt(verifier.decideGroup({ kind: 'likeness', id, lane: 'ordinary', action: 'reject', bank: true, by })),
          attempt(verifier.desk({ lane: 'ordinary', groupBy: 'likeness', by })),
        ];
      }),
    );
    await attempt(room.verifier.reap());
  }
  expect(unexpected).toEqual([]);
  // Whatever came first: shown where there is a valid receipt, and nowhere else.
  const { rows } = await postgres.pool.query(
    `select u.id from uploads u where (u.outcome = 'allowed' and u.state = 'attached')
       <> exists (select 1 from receipts r where r.upload_id = u.id and r.revoked_at is null)
       or (u.state <> 'hidden' and (u.hidden_by is not null or u.hidden_at is not null))
       or (u.state in ('rejected', 'takenDown') and u.accepted_at is not null)`,
  );
  expect(rows).toEqual([]);
  const orphans = await postgres.pool.query(
    `select 1 from press_entries p join decisions d on d.id = p.decision_id where d.undone`,
  );
  expect(orphans.rows).toEqual([]);
});

test('and nothing went wrong unseen', () => {
  expect(room.errors).toEqual([]);
});
