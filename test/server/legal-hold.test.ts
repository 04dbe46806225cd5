import { readFile } from 'node:fs/promises';
import { type Actor, defaultServerPolicy } from '@safeupload/server';
import { directoryBlobs } from '@safeupload/server/node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDevice } from './support/device.js';
import { paint } from './support/paint.js';
import { openPostgres } from './support/postgres.js';
import { type Member, openRoom, type Room } from './support/room.js';

// An order that nothing may be deleted comes before every timer and every wish. Two members do the same things; nothing of
// the one under an order goes, and neither of them can tell the difference.

const dayMs = 86_400_000;
const safety: Actor = { accountId: 'sasha', roles: ['safety'] };
const moderator: Actor = { accountId: 'mona', roles: ['moderator'] };
const { times } = defaultServerPolicy;

let room: Room;
let listed: Uint8Array<ArrayBuffer>;
let seed = 40_000;

beforeAll(async () => {
  room = await openRoom({ banks: [{ name: 'test', meaning: 'block', severe: false, disclosable: true }] });
  listed = new Uint8Array(await readFile(new URL('../fixtures/bank/test-picture.png', import.meta.url)));
  await room.verifier.banks.add({ bank: 'test', bytes: listed });
});
afterAll(() => room.dispose());

/** What became of one thing a member did, as she is told. */
type Told = readonly [what: string, answer: unknown];

/** Everything an upload can come to, once each. */
interface Life {
  readonly told: Told[];
  readonly uploadIds: Readonly<Record<string, string>>;
  /** Its second half: what is decided and taken back. A rejection makes what comes after it wait, so it comes last. */
  end(): Promise<void>;
}

async function live(member: Member): Promise<Life> {
  const device = await openDevice(room, member);
  const told: Told[] = [];
  const uploadIds: Record<string, string> = {};
  const idOf = (what: string) => uploadIds[what] ?? '';
  const send = async (what: string, query = '', bytes?: Uint8Array<ArrayBuffer>) => {
    const sent = bytes ?? (await paint(seed++, 'jpeg', { width: 160, height: 120 }));
    const forged = what === 'claimed otherwise' ? { pdq: [{ hash: 'f0'.repeat(32), quality: 100 }] } : {};
    const { body } = await device.upload(sent, await device.ticket(sent, forged), { query });
    told.push([what, body.outcome]);
    uploadIds[what] = String(body.uploadId);
  };
  const attach = (what: string) =>
    room.verifier.attach({
      uploadIds: [idOf(what)],
      accountId: member.accountId,
      target: { context: 'post', id: idOf(what) },
    });
  const withdraw = async (what: string) => {
    const { status, body } = await room.send('/withdraw', member, { json: { uploadId: idOf(what) } });
    told.push([`${what}, answer`, [status, body.outcome, body.state]]);
  };

  for (const what of ['never attached', 'claimed otherwise', 'withdrawn', 'taken down', 'detached', 'shown']) {
    await send(what);
  }
  for (const what of ['held and withdrawn', 'rejected']) await send(what, '?appeal=1');
  for (const what of ['rejected', 'taken down', 'detached', 'shown']) await attach(what);
  return {
    told,
    uploadIds,
    async end() {
      for (const what of ['withdrawn', 'held and withdrawn']) await withdraw(what);
      await room.verifier.detach({ uploadIds: [idOf('detached')], accountId: member.accountId });
      await room.verifier.decideHold({ uploadId: idOf('rejected'), action: 'reject', by: moderator });
      await room.verifier.takedown({ uploadId: idOf('taken down'), by: moderator });
      await send('refused', '', listed);
      const claim = await device.ticket(listed);
      const { body } = await room.send('/precheck', member, { json: { claim } });
      told.push([precheck, body.outcome]);
      uploadIds[precheck] = String(body.uploadId);
      await room.client.query(`insert into stopped_notices values ($1, $1, 'post', 'policy', $2)`, [
        member.accountId,
        room.now(),
      ]);
    },
  };
}

const precheck = 'refused before it was sent';

/** Every row and blob there is of one account: what an order is about. */
async function keptOf(accountId: string): Promise<Readonly<Record<string, readonly unknown[]>>> {
  const ofUploads = 'upload_id in (select id from uploads where account_id = $1)';
  const query = async (text: string) => (await room.client.query<{ row: unknown }>(text, [accountId])).rows;
  const { rows } = await room.client.query<{ id: string }>('select id from uploads where account_id = $1', [accountId]);
  const ids = new Set(rows.map(({ id }) => id));
  const blobs = await directoryBlobs(`${room.directory}/blobs`).list('');
  return {
    uploads: await query('select id, original_key, evidence from uploads where account_id = $1 order by id'),
    derivatives: await query(`select * from derivatives where ${ofUploads} order by blob_key`),
    records: await query(`select * from records where ${ofUploads} order by upload_id`),
    fingerprints: await query(`select * from fingerprints where ${ofUploads} order by id`),
    signals: await query('select * from signals where account_id = $1 order by id'),
    notices: await query('select * from stopped_notices where account_id = $1 order by id'),
    events: await query('select * from breaker_events where account_id = $1 order by id'),
    blobs: [...blobs].filter((key) => ids.has(key.split('/')[1] ?? '')).sort(),
  };
}

const countsOf = (kept: Readonly<Record<string, readonly unknown[]>>) =>
  Object.fromEntries(Object.entries(kept).map(([name, rows]) => [name, rows.length]));

/** Reaps again and again over so many days, as a server does. */
async function passDays(days: number): Promise<void> {
  for (const step of [0.05, 0.95, 1, 6, 23, days - 31]) {
    room.advance(step * dayMs);
    await room.verifier.reap();
    await room.verifier.reap();
  }
}

/** Where each upload stands, as everybody but the safety officer sees it. */
async function standings({ uploadIds }: Life): Promise<Record<string, unknown>> {
  const entries = await Promise.all(
    Object.entries(uploadIds).map(async ([what, uploadId]) => {
      const view = await room.verifier.status(uploadId).catch(() => null);
      return [what, view && [view.outcome, view.state, view.pictures.length, view.receipt === null]] as const;
    }),
  );
  return Object.fromEntries(entries);
}

describe('a legal hold of an account', () => {
  test('keeps every row and blob through a year of reaping; lifted, all of it goes', async () => {
    const held = room.member('held');
    const free = room.member('free');
    // Nothing to hold of an account that nobody knows.
    await expect(
      room.verifier.legalHold.place({ accountId: 'held', reason: 'order 1', by: safety }),
    ).rejects.toMatchObject({ code: 'not-found' });
    await (await openDevice(room, held)).send(await paint(seed++));
    await (await openDevice(room, free)).send(await paint(seed++));
    const hold = await room.verifier.legalHold.place({ accountId: 'held', reason: 'order 1', by: safety });

    const [heldLife, freeLife] = [await live(held), await live(free)];
    for (const life of [heldLife, freeLife]) await life.end();
    expect(heldLife.told).toEqual(freeLife.told);
    expect(await standings(heldLife)).toEqual(await standings(freeLife));
    const before = await keptOf('held');
    expect(countsOf(before)).toMatchObject({ uploads: 11, records: 11, signals: 1, notices: 1, events: 4 });
    // Of each of the nine that were not refused: three derivatives, and of each but the precheck the original.
    expect(countsOf(before)).toMatchObject({ derivatives: 27, blobs: 37, fingerprints: 9 });

    await passDays(365);
    expect(await keptOf('held')).toEqual(before);
    // The same of the other one went: the order alone made the difference.
    expect(countsOf(await keptOf('free'))).toEqual({
      uploads: 10,
      derivatives: 3,
      records: 0,
      fingerprints: 0,
      signals: 0,
      notices: 0,
      events: 0,
      blobs: 3,
    });
    const { [precheck]: heldPrecheck, ...heldStandings } = await standings(heldLife);
    const { [precheck]: freePrecheck, ...freeStandings } = await standings(freeLife);
    expect(heldStandings).toEqual(freeStandings);
    expect([heldPrecheck, freePrecheck]).toEqual([['refused', 'unattached', 0, true], null]);

    const lifted = await room.verifier.legalHold.lift({ id: hold.id, by: safety });
    expect(lifted).toMatchObject({ id: hold.id, accountId: 'held', liftedBy: 'sasha' });
    await room.verifier.reap();
    await room.verifier.reap();
    expect(countsOf(await keptOf('held'))).toEqual(countsOf(await keptOf('free')));
    expect(await standings(heldLife)).toEqual(await standings(freeLife));
    expect(room.errors).toEqual([]);
  });

  test('two orders about the same each stand until lifted', async () => {
    await (await openDevice(room, room.member('twice'))).send(await paint(seed++));
    const first = await room.verifier.legalHold.place({ accountId: 'twice', reason: 'order 2', by: safety });
    const second = await room.verifier.legalHold.place({ accountId: 'twice', reason: 'order 3', by: safety });
    const before = await keptOf('twice');
    await room.verifier.legalHold.lift({ id: first.id, by: safety });
    await passDays(60);
    expect(await keptOf('twice')).toEqual(before);
    await room.verifier.legalHold.lift({ id: second.id, by: safety });
    await room.verifier.reap();
    expect(countsOf(await keptOf('twice'))).toMatchObject({ uploads: 1, derivatives: 0, records: 0, blobs: 0 });
  });
});

describe('a legal hold of one upload', () => {
  test('keeps that one and no other of its account', async () => {
    const life = await live(room.member('one'));
    await life.end();
    const uploadId = life.uploadIds['taken down'] ?? '';
    const hold = await room.verifier.legalHold.place({ uploadId, reason: 'order 4', by: safety });
    await passDays(365);
    const kept = await keptOf('one');
    // That one with its picture, and the one that is shown.
    expect(countsOf(kept)).toEqual({
      uploads: 9,
      derivatives: 6,
      records: 1,
      fingerprints: 1,
      signals: 0,
      notices: 0,
      events: 1,
      blobs: 7,
    });
    const exported = await room.verifier.exportRecord({ uploadId, reason: 'order 4', withOriginal: true, by: safety });
    expect(exported.picture?.kind).toBe('as-received');
    expect(exported.record).toMatchObject({ uploadId, accountId: 'one' });
    await room.verifier.legalHold.lift({ id: hold.id, by: safety });
    await room.verifier.reap();
    expect(countsOf(await keptOf('one'))).toMatchObject({ derivatives: 3, records: 0, blobs: 3 });
  });

  test('keeps a refused precheck whose sealed record went before the order came', async () => {
    const life = await live(room.member('early'));
    await life.end();
    const uploadId = life.uploadIds[precheck] ?? '';
    await room.client.query('delete from records where upload_id = $1', [uploadId]);
    const hold = await room.verifier.legalHold.place({ uploadId, reason: 'order 9', by: safety });
    await passDays(365);
    expect((await room.verifier.status(uploadId)).outcome).toBe('refused');
    await room.verifier.legalHold.lift({ id: hold.id, by: safety });
    await room.verifier.reap();
    await expect(room.verifier.status(uploadId)).rejects.toMatchObject({ code: 'not-found' });
  });

  test('keeps blobs that were let go of a moment before and not deleted yet', async () => {
    const device = await openDevice(room, room.member('late'));
    const uploadId = String((await device.send(await paint(seed++))).body.uploadId);
    room.advance(times.original + dayMs);
    // The rows let go of everything; the store is asked last, and does not answer.
    const broken = await room.another({
      blobs: { ...room.options.blobs, delete: () => Promise.reject(new Error('the store is down')) },
    });
    await expect(broken.reap()).rejects.toThrow('the store is down');
    await broken.dispose();
    expect(countsOf(await keptOf('late'))).toMatchObject({ derivatives: 0, blobs: 4 });
    const hold = await room.verifier.legalHold.place({ uploadId, reason: 'order 5', by: safety });
    await passDays(60);
    expect(countsOf(await keptOf('late'))).toMatchObject({ blobs: 4 });
    const { picture } = await room.verifier.exportRecord({ uploadId, reason: 'x', withOriginal: true, by: safety });
    expect(picture?.kind).toBe('as-received');
    await room.verifier.legalHold.lift({ id: hold.id, by: safety });
    await room.verifier.reap();
    expect(countsOf(await keptOf('late'))).toMatchObject({ blobs: 0 });
  });
});

describe('orders', () => {
  test('are the safety officer’s, about one thing, with a reason, lifted once', async () => {
    const { legalHold } = room.verifier;
    for (const by of [moderator, { accountId: 'vera', roles: ['volunteer'] } satisfies Actor]) {
      await expect(legalHold.place({ accountId: 'held', reason: 'x', by })).rejects.toMatchObject({
        code: 'role-missing',
      });
      await expect(legalHold.lift({ id: 'x', by })).rejects.toMatchObject({ code: 'role-missing' });
      await expect(legalHold.list({ by })).rejects.toMatchObject({ code: 'role-missing' });
    }
    const both = { accountId: 'held', uploadId: 'u', reason: 'x', by: safety };
    await expect(legalHold.place(both)).rejects.toMatchObject({ code: 'options-invalid' });
    for (const reason of ['', 'a\0b', 'x'.repeat(501)]) {
      await expect(legalHold.place({ accountId: 'held', reason, by: safety })).rejects.toMatchObject({
        code: 'options-invalid',
      });
    }
    await expect(legalHold.place({ uploadId: 'unknown', reason: 'x', by: safety })).rejects.toMatchObject({
      code: 'not-found',
    });
    await expect(legalHold.lift({ id: 'unknown', by: safety })).rejects.toMatchObject({ code: 'not-found' });
    expect(await legalHold.list({ by: safety })).toEqual([]);
    const placed = await legalHold.place({ accountId: 'held', reason: 'order 6', by: safety });
    expect(await legalHold.list({ by: safety })).toEqual([placed]);
    await legalHold.lift({ id: placed.id, by: safety });
    await expect(legalHold.lift({ id: placed.id, by: safety })).rejects.toMatchObject({ code: 'wrong-state' });
    expect(await legalHold.list({ by: safety })).toEqual([]);
    const [newest] = await legalHold.list({ by: safety, lifted: true });
    expect(newest).toMatchObject({ id: placed.id, liftedBy: 'sasha' });
  });

  test('wait for a deletion that is under way, so that none ends after they stand', async () => {
    const postgres = await openPostgres();
    const other = await openRoom({ database: postgres.database, measurer: room.measurer });
    const device = await openDevice(other, other.member('ann'));
    const uploadId = String((await device.send(await paint(seed++))).body.uploadId);
    const deleting = await postgres.pool.connect();
    await deleting.query('begin');
    await deleting.query(`select pg_advisory_xact_lock_shared(hashtextextended('safeupload legal-holds', 0))`);
    const placing = other.verifier.legalHold.place({ uploadId, reason: 'order 7', by: safety });
    const waits = async () => {
      const { rows } = await postgres.pool.query(`select 1 from pg_locks where locktype = 'advisory' and not granted`);
      return rows.length > 0;
    };
    while (!(await waits())) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await other.verifier.legalHold.list({ by: safety })).toEqual([]);
    await deleting.query('commit');
    deleting.release();
    const { id } = await placing;
    expect(await other.verifier.legalHold.list({ by: safety })).toMatchObject([{ id }]);
    // Every reaper's statement runs on a real PostgreSQL, too, and keeps what is held there.
    other.advance(365 * dayMs);
    await other.verifier.reap();
    await other.verifier.reap();
    const blobs = await directoryBlobs(`${other.directory}/blobs`).list('');
    expect(blobs.filter((key) => key.includes(uploadId))).toHaveLength(4);
    await other.verifier.legalHold.lift({ id, by: safety });
    await other.verifier.reap();
    expect(await directoryBlobs(`${other.directory}/blobs`).list('')).toEqual([]);
    await other.dispose();
    await postgres.close();
  });
});
