import { isSafeUploadError } from '@safeupload/sdk/core';
import type { BlobStore, Database, Measured, Measurer, Verifier } from '@safeupload/server';
import { createMeasurer, directoryBlobs } from '@safeupload/server/node';
import { drizzle } from 'drizzle-orm/pglite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Device, openDevice } from './support/device.js';
import { type Life, mortal } from './support/mortal.js';
import { paint } from './support/paint.js';
import { audience, type Member, openRoom, origin, type Room } from './support/room.js';

// A server that dies at every single step of an upload's life, before or after the step was done. What it leaves behind
// must be whole: no public picture without a receipt, no receipt without its picture, no blob that nobody would find.

let room: Room;
let real: Measurer;
let bytes: Uint8Array<ArrayBuffer>;
let healthyBlobs: BlobStore & Required<Pick<BlobStore, 'list'>>;
const moderator = { accountId: 'mona', roles: ['moderator'] } as const;

beforeAll(async () => {
  real = createMeasurer({ processes: 1 });
  const seen = new Map<number, Promise<Measured>>();
  // The real measuring, once: every round uploads the same bytes.
  const measurer: Measurer = {
    measure(input, header, options) {
      const key = input.length * 10 + options.derivatives.length;
      const measuring = seen.get(key) ?? real.measure(input, header, options);
      seen.set(key, measuring);
      return measuring;
    },
    dispose: () => real.dispose(),
  };
  room = await openRoom({ measurer });
  healthyBlobs = directoryBlobs(`${room.directory}/blobs`);
  bytes = await paint(61);
});
afterAll(async () => {
  await room.dispose();
  await real.dispose();
});

async function mortalVerifier(life: Life): Promise<Verifier> {
  // Being born takes no steps of this life.
  const { diesAt } = life;
  life.diesAt = Number.POSITIVE_INFINITY;
  const database: Database = drizzle({ client: mortal(room.client, life, ['query']) });
  const verifier = await room.another({
    database,
    blobs: mortal(directoryBlobs(`${room.directory}/blobs`), life, ['put', 'get', 'delete']),
    onError: () => undefined,
  });
  await verifier.reap().catch(() => undefined);
  life.steps = 0;
  life.diesAt = diesAt;
  return verifier;
}

/** Upload, attach, take down, undo, detach, attach again: until the server dies. */
async function live(verifier: Verifier, member: Member, token: string): Promise<void> {
  const answer = await verifier.fetch(
    new Request(`${audience}/upload`, {
      method: 'POST',
      headers: { origin, cookie: member.cookie, 'content-type': 'image/jpeg', 'safe-upload-claim': token },
      body: bytes,
    }),
  );
  if (answer.status !== 200) return;
  const { uploadId } = (await answer.json()) as { uploadId: string };
  const { accountId } = member;
  const order = { uploadIds: [uploadId], accountId, target: { context: 'post', id: uploadId } } as const;
  try {
    await verifier.attach(order);
    await verifier.takedown({ uploadId, by: moderator });
    await verifier.undo({ uploadId, by: moderator });
    await verifier.detach({ uploadIds: [uploadId], accountId });
    await verifier.attach(order);
  } catch (error) {
    if (isSafeUploadError(error)) throw error;
  }
}

async function requireWhole(member: Member): Promise<void> {
  const rows = await room.client.query<{ address: string; blob_key: string; shown: boolean; receipts: number }>(
    `select d.address, d.blob_key, u.outcome = 'allowed' and u.state = 'attached' as shown,
       (select count(*)::int from receipts r where r.upload_id = u.id and r.revoked_at is null) as receipts
     from derivatives d join uploads u on u.id = d.upload_id where d.publishable and u.account_id = $1`,
    [member.accountId],
  );
  for (const row of rows.rows) {
    expect(row.receipts).toBe(row.shown ? 1 : 0);
    expect(await healthyBlobs.get(row.blob_key)).not.toBeNull();
    if (row.address === null) continue;
    const { status } = await room.send(`/p/${row.address}.jpg`, null);
    expect(status).toBe(row.shown ? 200 : 404);
  }
}

/** What a life left taken down is shown again: copies of a picture that is taken down would wait. */
async function undoTakedown(member: Member): Promise<void> {
  const { rows } = await room.client.query<{ id: string }>(
    `select id from uploads where account_id = $1 and state = 'takenDown'`,
    [member.accountId],
  );
  for (const { id } of rows) await room.verifier.undo({ uploadId: id, by: moderator });
}

/** Blobs that no row speaks of, and rows that speak of no blob. */
async function strays(): Promise<{ unknown: string[]; missing: string[] }> {
  const kept = new Set(await healthyBlobs.list(''));
  const rows = await room.client.query<{ key: string; firm: boolean }>(
    `select original_key as key, true as firm from uploads where original_key is not null
     union all select blob_key, true from derivatives union all select key, false from loose_blobs`,
  );
  const spoken = new Set(rows.rows.map(({ key }) => key));
  return {
    unknown: [...kept].filter((key) => !spoken.has(key)),
    missing: rows.rows.filter(({ key, firm }) => firm && !kept.has(key)).map(({ key }) => key),
  };
}

async function actor(name: string): Promise<{ member: Member; device: Device }> {
  const member = room.member(name);
  return { member, device: await openDevice(room, member) };
}

test('killed at any step, what is left is whole, and the same claim still gets its one answer', async () => {
  const first = await actor('healthy');
  const whole: Life = { steps: 0, diesAt: Number.POSITIVE_INFINITY, done: 'before' };
  await live(await mortalVerifier(whole), first.member, await first.device.ticket(bytes));
  await requireWhole(first.member);
  expect(whole.steps).toBeGreaterThan(30);

  let deaths = 0;
  for (let diesAt = 0; diesAt < whole.steps; diesAt++) {
    for (const done of ['before', 'after'] as const) {
      const { member, device } = await actor(`killed-${done}-${diesAt}`);
      const token = await device.ticket(bytes);
      const life: Life = { steps: 0, diesAt, done };
      await live(await mortalVerifier(life), member, token);
      if (life.steps > diesAt) deaths += 1;
      await requireWhole(member);
      expect(await strays()).toEqual({ unknown: [], missing: [] });
      await undoTakedown(member);

      const again = await device.upload(bytes, token);
      expect(again.body).toMatchObject({ outcome: 'allowed' });
      const count = await room.client.query<{ count: number }>(
        'select count(*)::int as count from uploads where account_id = $1',
        [member.accountId],
      );
      expect(count.rows[0]?.count).toBe(1);
    }
  }

  // The courier takes steps of its own in the background, so the last few lives may end before their death.
  expect(deaths).toBeGreaterThan(60);

  // The reaper finds what was left lying.
  room.advance(16 * 60_000);
  await room.verifier.reap();
  await room.verifier.reap();
  const loose = await room.client.query('select key from loose_blobs');
  expect(loose.rows).toEqual([]);
  expect(await strays()).toEqual({ unknown: [], missing: [] });
  expect(room.errors).toEqual([]);
}, 300_000);
