import { createMeasurer } from '@safeupload/server/node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDevice } from './support/device.js';
import { paint } from './support/paint.js';
import { type Member, openRoom, type Room } from './support/room.js';

const heron = { accountId: 'night_heron', roles: ['moderator'] as const };
const lamp = { accountId: 'early_lamp', roles: ['volunteer'] as const };

const measurer = createMeasurer({ processes: 1 });
let room: Room;
beforeAll(async () => {
  room = await openRoom({ measurer });
});
afterAll(async () => {
  await room.dispose();
  await measurer.dispose();
});

let seed = 81_000;
const picture = () => paint(seed++, 'jpeg', { width: 160, height: 120 });

/** While `work` runs, nobody can read or write that table. */
async function without<T>(table: string, work: () => Promise<T>): Promise<T> {
  await room.client.exec(`alter table ${table} rename to ${table}_away`);
  try {
    return await work();
  } finally {
    await room.client.exec(`alter table ${table}_away rename to ${table}`);
  }
}
async function publicPicture(member: Member): Promise<string> {
  const sent = await (await openDevice(room, member)).send(await picture());
  const uploadId = String(sent.body.uploadId);
  await room.verifier.attach({
    uploadIds: [uploadId],
    accountId: member.accountId,
    target: { context: 'post', id: uploadId },
  });
  return uploadId;
}
const stateOf = async (uploadId: string) => {
  const { outcome, state, pictures } = await room.verifier.status(uploadId);
  return { outcome, state, pictures: pictures.length };
};
const shown = { outcome: 'allowed', state: 'attached', pictures: 2 };

describe('what decides at night cannot be asked', () => {
  test.each(['accounts', 'curtains', 'breaker_events', 'fingerprints', 'records', 'buckets'])(
    'without %s an upload is unavailable, nothing is published, and the same claim goes on afterwards',
    async (table) => {
      const member = room.member(`without-${table}`, { tier: 'known' });
      const device = await openDevice(room, member);
      const bytes = await picture();
      const token = await device.ticket(bytes);
      const before = (await room.client.query('select id from uploads')).rows.length;
      const broken = await without(table, () => device.upload(bytes, token));
      expect(broken).toMatchObject({ status: 503, body: { code: 'unavailable' } });
      expect(broken.body.outcome).toBeUndefined();
      expect((await room.client.query('select id from uploads')).rows).toHaveLength(before);
      expect((await device.upload(bytes, token)).body).toMatchObject({ outcome: 'allowed' });
    },
  );

  test.each(['curtains', 'breaker_events', 'accounts', 'reports'])(
    'without %s nothing is attached, all or nothing, and it can be tried again',
    async (table) => {
      const member = room.member(`attach-${table}`, { tier: 'known' });
      const sent = await (await openDevice(room, member)).send(await picture());
      const uploadId = String(sent.body.uploadId);
      const attach = () =>
        room.verifier.attach({
          uploadIds: [uploadId],
          accountId: member.accountId,
          target: { context: 'post', id: uploadId },
        });
      await expect(without(table, attach)).rejects.toThrow();
      expect(await stateOf(uploadId)).toEqual({ outcome: 'allowed', state: 'unattached', pictures: 0 });
      expect(await attach()).toMatchObject([{ outcome: 'allowed' }]);
    },
  );
});

describe('what people do at night cannot be logged', () => {
  test('without the audit log nobody looks', async () => {
    const uploadId = await publicPicture(room.member('looked-at', { tier: 'known' }));
    await room.verifier.hide({ uploadId, by: lamp });
    const order = { uploadId, size: 'small', by: heron } as const;
    await expect(without('audit_log', () => room.verifier.look(order))).rejects.toThrow();
    expect((await room.client.query('select id from looks where upload_id = $1', [uploadId])).rows).toEqual([]);
    expect((await room.verifier.look(order)).bytes.length).toBeGreaterThan(0);
  });

  test('without the audit log the curtain does not half go up', async () => {
    const uploadId = await publicPicture(room.member('behind', { tier: 'known' }));
    await expect(without('audit_log', () => room.verifier.curtain.up({ by: lamp }))).rejects.toThrow();
    expect(await room.verifier.curtain.view({ by: lamp })).toMatchObject({ isUp: false });
    expect(await stateOf(uploadId)).toEqual(shown);
  });

  test('without the reports a report fails and hides nothing; the same report counts when it comes again', async () => {
    const uploadId = await publicPicture(room.member('reported', { tier: 'known' }));
    const order = { uploadId, accountId: 'neighbour', tier: 'trusted', reason: 'sexual' } as const;
    await expect(without('reports', () => room.verifier.report(order))).rejects.toThrow();
    expect(await stateOf(uploadId)).toEqual(shown);
    expect(await room.verifier.report(order)).toEqual({ received: true });
    expect(await stateOf(uploadId)).toMatchObject({ state: 'hidden', pictures: 0 });
  });

  test('a rejection that cannot fill the hold bank rejects nothing', async () => {
    const uploadId = await publicPicture(room.member('rejected', { tier: 'known' }));
    await room.verifier.hide({ uploadId, by: lamp });
    const reject = () => room.verifier.decideHold({ uploadId, action: 'reject', bank: true, by: heron });
    await expect(without('bank_entries', reject)).rejects.toThrow();
    expect(await stateOf(uploadId)).toMatchObject({ state: 'hidden' });
    await reject();
    expect(await stateOf(uploadId)).toMatchObject({ state: 'takenDown' });
  });
});
