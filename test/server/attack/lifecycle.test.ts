import { readFile } from 'node:fs/promises';
import { isSafeUploadError } from '@safeupload/sdk/core';
import type { Actor } from '@safeupload/server';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDevice } from '../support/device.js';
import { paint } from '../support/paint.js';
import { openRoom, type Room } from '../support/room.js';

let room: Room;
let trigger: Uint8Array<ArrayBuffer>;
beforeAll(async () => {
  room = await openRoom();
  trigger = new Uint8Array(await readFile(new URL('../../fixtures/triggers/both.png', import.meta.url)));
});
afterAll(() => room.dispose());

const volunteer: Actor = { accountId: 'vera', roles: ['volunteer'] };
const moderator: Actor = { accountId: 'mona', roles: ['moderator'] };
const officer: Actor = { accountId: 'otto', roles: ['safety'] };

let count = 0;
async function uploaded(bytes?: Uint8Array<ArrayBuffer>): Promise<{ uploadId: string; accountId: string }> {
  count += 1;
  const accountId = `member-${count}`;
  const device = await openDevice(room, room.member(accountId));
  const answer = await device.send(bytes ?? (await paint(3000 + count)));
  return { uploadId: String(answer.body.uploadId), accountId };
}

async function attached(upload: { uploadId: string; accountId: string }, id = `post-of-${upload.uploadId}`) {
  const [first] = await room.verifier.attach({
    uploadIds: [upload.uploadId],
    accountId: upload.accountId,
    target: { context: 'post', id },
  });
  if (first === undefined) throw new Error('attach answered nothing');
  return first;
}

const served = async (address: string | undefined) => (await room.send(address ?? '', null)).status;
const codeThrown = (promise: Promise<unknown>) =>
  promise.then(
    () => 'nothing thrown',
    (error: unknown) => (isSafeUploadError(error) ? error.code : error),
  );

/** Both directions of the promise: what is public has one valid receipt, and a valid receipt is of what is public. */
async function expectReceiptsAndPicturesAgree(): Promise<void> {
  const rows = await room.client.query<{ id: string; shown: boolean; valid: number; addressed: number }>(
    `select u.id, (u.outcome = 'allowed' and u.state = 'attached') as shown,
       (select count(*)::int from receipts r where r.upload_id = u.id and r.revoked_at is null) as valid,
       (select count(*)::int from derivatives d where d.upload_id = u.id and d.address is not null) as addressed
     from uploads u`,
  );
  for (const row of rows.rows) {
    expect(row.valid, row.id).toBe(row.shown ? 1 : 0);
    if (row.shown) expect(row.addressed, row.id).toBe(2);
  }
}

describe('races about one upload', () => {
  test('attached to two posts at once: one of them has it', async () => {
    const upload = await uploaded();
    const answers = await Promise.allSettled([attached(upload, 'a'), attached(upload, 'b'), attached(upload, 'a')]);
    const targets = answers.filter(({ status }) => status === 'fulfilled').length;
    expect([1, 2]).toContain(targets);
    expect((await room.verifier.status(upload.uploadId)).target?.id).toBe(targets === 2 ? 'a' : 'b');
    await expectReceiptsAndPicturesAgree();
  });

  test('attach, take down, hide, detach, withdraw, undo and expiry in every order side by side', async () => {
    for (let round = 0; round < 12; round++) {
      const upload = await uploaded();
      const { uploadId, accountId } = upload;
      const steps = [
        () => attached(upload, 'x'),
        () => attached(upload, 'y'),
        () => room.verifier.takedown({ uploadId, by: moderator }),
        () => room.verifier.hide({ uploadId, by: volunteer }),
        () => room.verifier.detach({ uploadIds: [uploadId], accountId }),
        () => room.send('/withdraw', room.member(accountId), { json: { uploadId } }),
        () => room.verifier.undo({ uploadId, by: moderator }),
        () => room.verifier.reap(),
      ];
      const shuffled = steps.map((step, at) => ({ step, key: (at * 7 + round * 5) % steps.length }));
      shuffled.sort((a, b) => a.key - b.key);
      const done = await Promise.allSettled(shuffled.map(({ step }) => step()));
      for (const one of done) if (one.status === 'rejected') expect(isSafeUploadError(one.reason)).toBe(true);
      await expectReceiptsAndPicturesAgree();
    }
  });

  test('released while its owner withdraws: never public', async () => {
    for (let round = 0; round < 4; round++) {
      const upload = await uploaded(trigger);
      await attached(upload);
      const { uploadId, accountId } = upload;
      const withdraw = () => room.send('/withdraw', room.member(accountId), { json: { uploadId } });
      const release = () => room.verifier.decideHold({ uploadId, action: 'release', by: moderator });
      await Promise.allSettled(round % 2 === 0 ? [withdraw(), release()] : [release(), withdraw()]);
      await expectReceiptsAndPicturesAgree();
      const { state, outcome } = await room.verifier.status(uploadId);
      expect([`held withdrawn`, `allowed attached`]).toContain(`${outcome} ${state}`);
    }
  });
});

describe('undo', () => {
  test('does not show a picture again whose owner removed the post meanwhile', async () => {
    for (const stop of ['hide', 'takedown'] as const) {
      const upload = await uploaded();
      const { pictures } = await attached(upload);
      const { uploadId, accountId } = upload;
      await room.verifier[stop]({ uploadId, by: moderator });
      await room.verifier.detach({ uploadIds: [uploadId], accountId });
      await room.verifier.undo({ uploadId, by: moderator }).catch(() => undefined);
      expect(await served(pictures[0]?.address), stop).toBe(404);
      expect((await room.verifier.status(uploadId)).receipt, stop).toBeNull();
    }
    await expectReceiptsAndPicturesAgree();
  });

  test('of a rejection, then a release, does not publish into a post that is gone', async () => {
    const upload = await uploaded(trigger);
    await attached(upload);
    const { uploadId, accountId } = upload;
    await room.verifier.decideHold({ uploadId, action: 'reject', by: moderator });
    await room.verifier.detach({ uploadIds: [uploadId], accountId });
    await room.verifier.undo({ uploadId, by: moderator });
    await room.verifier.decideHold({ uploadId, action: 'release', by: moderator });
    expect((await room.verifier.status(uploadId)).pictures).toEqual([]);
  });

  test('shows what the severe lane held only for the safety officer, whoever stopped it', async () => {
    const bytes = await paint(77, 'jpeg', { width: 512, height: 512 });
    await room.verifier.banks.declare({ name: 'grave', meaning: 'block', severe: true, disclosable: false });
    await room.verifier.banks.add({ bank: 'grave', bytes });
    const near = new Uint8Array(await sharp(bytes).jpeg({ quality: 70 }).toBuffer());
    const upload = await uploaded(near);
    await attached(upload);
    const { uploadId } = upload;
    await room.verifier.decideHold({ uploadId, action: 'release', by: officer });
    await room.verifier.takedown({ uploadId, by: officer });
    expect(await codeThrown(room.verifier.undo({ uploadId, by: moderator }))).toBe('role-missing');
    await room.verifier.undo({ uploadId, by: officer });
    await room.verifier.hide({ uploadId, by: officer });
    expect(await codeThrown(room.verifier.undo({ uploadId, by: volunteer }))).toBe('role-missing');
    expect(await codeThrown(room.verifier.undo({ uploadId, by: moderator }))).toBe('role-missing');
    expect((await room.verifier.status(uploadId)).receipt).toBeNull();
  });

  test('by a volunteer takes back what a volunteer hid, not what a moderator did', async () => {
    const upload = await uploaded();
    await attached(upload);
    const { uploadId } = upload;
    await room.verifier.hide({ uploadId, by: volunteer });
    await room.verifier.undo({ uploadId, by: volunteer });
    await room.verifier.takedown({ uploadId, by: moderator });
    expect(await codeThrown(room.verifier.undo({ uploadId, by: volunteer }))).toBe('role-missing');
  });
});

describe('withdrawn', () => {
  test('an ordinary hold is gone: nobody looks at it, releases it, or keeps it by rejecting it', async () => {
    const upload = await uploaded(trigger);
    const { uploadId, accountId } = upload;
    expect((await room.send('/withdraw', room.member(accountId), { json: { uploadId } })).status).toBe(200);
    expect(await codeThrown(room.verifier.look({ uploadId, by: moderator, size: 'full' }))).toBe('wrong-state');
    expect(await codeThrown(room.verifier.decideHold({ uploadId, action: 'release', by: moderator }))).toBe(
      'wrong-state',
    );
    expect(await codeThrown(room.verifier.decideHold({ uploadId, action: 'reject', by: moderator }))).toBe(
      'wrong-state',
    );
    const left = await room.client.query('select 1 from derivatives where upload_id = $1', [uploadId]);
    expect(left.rows).toEqual([]);
  });
});
