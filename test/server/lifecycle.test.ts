import { readFile } from 'node:fs/promises';
import { isSafeUploadError } from '@safeupload/sdk/core';
import type { Actor, Attached } from '@safeupload/server';
import { decodeJwt } from 'jose';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { openDevice } from './support/device.js';
import { paint } from './support/paint.js';
import { openRoom, type Room } from './support/room.js';

let room: Room;
let trigger: Uint8Array<ArrayBuffer>;
beforeAll(async () => {
  room = await openRoom();
  trigger = new Uint8Array(await readFile(new URL('../fixtures/triggers/both.png', import.meta.url)));
});
afterAll(() => room.dispose());

const volunteer: Actor = { accountId: 'vera', roles: ['volunteer'] };
const moderator: Actor = { accountId: 'mona', roles: ['moderator'] };
const nobody: Actor = { accountId: 'nils', roles: [] };

let count = 0;
/** A fresh account's upload of a fresh picture, or of these bytes. */
async function uploaded(bytes?: Uint8Array<ArrayBuffer>): Promise<{ uploadId: string; accountId: string }> {
  count += 1;
  const accountId = `member-${count}`;
  const device = await openDevice(room, room.member(accountId));
  const answer = await device.send(bytes ?? (await paint(100 + count)));
  return { uploadId: String(answer.body.uploadId), accountId };
}

async function attached(upload: { uploadId: string; accountId: string }): Promise<Attached> {
  const [first] = await room.verifier.attach({
    uploadIds: [upload.uploadId],
    accountId: upload.accountId,
    target: { context: 'post', id: `post-of-${upload.uploadId}` },
  });
  if (first === undefined) throw new Error('attach answered nothing');
  return first;
}

const served = async (address: string | undefined) => (await room.send(address ?? '', null)).status;
const receiptState = async (token: string | null) =>
  (await room.send(`/receipts/${String(decodeJwt(token ?? '').jti)}`, null)).body.receipt;
const codeThrown = (promise: Promise<unknown>) =>
  promise.then(
    () => 'nothing thrown',
    (error: unknown) => (isSafeUploadError(error) ? error.code : error),
  );
const told = (uploadId: string) => room.events.filter((event) => event.uploadId === uploadId);

describe('published pictures', () => {
  test('taken down: 404 and revoked at once; undone: the same address, a new receipt', async () => {
    const upload = await uploaded();
    const { uploadId } = upload;
    const before = await attached(upload);
    const address = before.pictures[0]?.address;
    expect(await served(address)).toBe(200);

    await room.verifier.takedown({ uploadId, reason: 'reported', by: moderator });
    expect(await served(address)).toBe(404);
    expect(await receiptState(before.receipt)).toBe('revoked');
    expect(await room.verifier.status(uploadId)).toMatchObject({ state: 'takenDown', pictures: [], receipt: null });
    expect((await room.verifier.picturesOf([uploadId])).get(uploadId)).toEqual({
      outcome: 'allowed',
      state: 'takenDown',
      pictures: [],
      receipt: null,
    });
    expect(await codeThrown(attached(upload))).toBe('not-attachable');

    await room.verifier.undo({ uploadId, by: moderator });
    expect(await served(address)).toBe(200);
    const after = await room.verifier.status(uploadId);
    expect(after.pictures).toEqual(before.pictures);
    expect(await receiptState(before.receipt)).toBe('revoked');
    expect(await receiptState(after.receipt)).toBe('valid');
    expect(await codeThrown(room.verifier.undo({ uploadId, by: moderator }))).toBe('wrong-state');

    await vi.waitFor(() => expect(told(uploadId).map(({ type }) => type)).toEqual(['taken-down', 'undone']));
    expect(told(uploadId)[0]).toMatchObject({
      by: 'mona',
      reason: 'reported',
      purge: before.pictures.map((picture) => picture.address),
      receipt: null,
    });
    expect(told(uploadId)[1]).toMatchObject({ pictures: before.pictures, receipt: after.receipt });
  });

  test('a volunteer may hide and show again, not take down', async () => {
    const upload = await uploaded();
    const { uploadId } = upload;
    const { pictures } = await attached(upload);
    expect(await codeThrown(room.verifier.takedown({ uploadId, by: volunteer }))).toBe('role-missing');
    expect(await codeThrown(room.verifier.hide({ uploadId, by: nobody }))).toBe('role-missing');
    await room.verifier.hide({ uploadId, by: volunteer });
    expect(await served(pictures[0]?.address)).toBe(404);
    await room.verifier.undo({ uploadId, by: volunteer });
    expect(await served(pictures[0]?.address)).toBe(200);
    await room.verifier.takedown({ uploadId, by: moderator });
    expect(await codeThrown(room.verifier.undo({ uploadId, by: volunteer }))).toBe('role-missing');
  });

  test('detached: 404; attached again elsewhere: shown again; left alone for an hour: gone', async () => {
    const upload = await uploaded();
    const { uploadId, accountId } = upload;
    const first = await attached(upload);
    expect(await attached(upload)).toEqual(first);
    const elsewhere = { context: 'post', id: 'another-post' } as const;
    expect(await codeThrown(room.verifier.attach({ uploadIds: [uploadId], accountId, target: elsewhere }))).toBe(
      'not-attachable',
    );
    expect(await codeThrown(room.verifier.detach({ uploadIds: [uploadId], accountId: 'x' }))).toBe('not-yours');
    await room.verifier.detach({ uploadIds: [uploadId], accountId });
    expect(await served(first.pictures[0]?.address)).toBe(404);
    expect(await receiptState(first.receipt)).toBe('revoked');

    const [second] = await room.verifier.attach({ uploadIds: [uploadId], accountId, target: elsewhere });
    expect(await served(second?.pictures[0]?.address)).toBe(200);
    await room.verifier.detach({ uploadIds: [uploadId], accountId });
    room.advance(61 * 60_000);
    await room.verifier.reap();
    expect(await room.verifier.status(uploadId)).toMatchObject({ state: 'expired' });
    expect(await codeThrown(attached(upload))).toBe('not-attachable');
    const kept = await room.client.query('select 1 from derivatives where upload_id = $1', [uploadId]);
    expect(kept.rows).toEqual([]);
    expect(told(uploadId).map(({ type }) => type)).toEqual(['detached', 'detached', 'expired']);
  });

  test('nothing is served under another extension, of an unpublished size, or from a moved blob', async () => {
    const upload = await uploaded();
    const { pictures } = await attached(upload);
    const address = pictures[0]?.address ?? '';
    expect(await served(address.replace('.jpg', '.png'))).toBe(404);
    const rows = await room.client.query<{ name: string; address: string | null }>(
      'select name, address from derivatives where upload_id = $1 and not publishable',
      [upload.uploadId],
    );
    expect(rows.rows).toEqual([{ name: 'look', address: null }]);
    // Whoever can write to the store cannot show one picture in the place of another.
    const other = await uploaded();
    await attached(other);
    await room.client.query(
      `update derivatives set blob_key = (select blob_key from derivatives where upload_id = $1 and name = 'full')
       where upload_id = $2 and name = 'full'`,
      [other.uploadId, upload.uploadId],
    );
    expect(await served(address)).toBe(404);
    expect(room.errors.splice(0)).toMatchObject([{ where: 'serving a picture' }]);
  });

  test('an upload withdrawn by its owner is gone; one that is shown is not withdrawn', async () => {
    const upload = await uploaded();
    const member = room.member(upload.accountId);
    const { uploadId } = upload;
    const answer = await room.send('/withdraw', member, { json: { uploadId } });
    expect(answer.body).toEqual({ v: 1, uploadId, outcome: 'allowed', state: 'withdrawn' });
    expect((await room.send('/withdraw', member, { json: { uploadId } })).body).toEqual(answer.body);
    expect(await codeThrown(attached(upload))).toBe('not-attachable');

    const shown = await uploaded();
    await attached(shown);
    const refused = await room.send('/withdraw', room.member(shown.accountId), { json: { uploadId: shown.uploadId } });
    expect(refused.body.code).toBe('wrong-state');
  });
});

describe('held pictures', () => {
  test('attached without an address; released: both in one step, told to the host; undone: held again', async () => {
    const upload = await uploaded(trigger);
    const { uploadId } = upload;
    expect(await attached(upload)).toEqual({ uploadId, outcome: 'held', pictures: [], receipt: null });
    const [hold] = (await room.verifier.holds({ lane: 'ordinary', by: moderator })).filter(
      (one) => one.uploadId === uploadId,
    );
    expect(hold).toMatchObject({
      accountId: upload.accountId,
      state: 'attached',
      looks: 0,
      appeal: null,
      mayLook: true,
    });
    expect(hold?.reasons.join(' ')).toMatch(/classifiers were uneasy/);
    expect(hold?.reasons.join(' ')).not.toMatch(/\d/);

    const small = await room.verifier.look({ uploadId, by: moderator, size: 'small' });
    const grey = await sharp(small.bytes).stats();
    expect(
      Math.max(
        ...(await sharp(small.bytes)
          .metadata()
          .then(({ width, height }) => [width, height])),
      ),
    ).toBeLessThanOrEqual(240);
    expect(grey.channels.length === 1 || grey.channels[0]?.mean === grey.channels[2]?.mean).toBe(true);
    const full = await room.verifier.look({ uploadId, by: moderator, size: 'full' });
    expect(await sharp(full.bytes).metadata()).toMatchObject({ width: 512, height: 512 });
    expect(
      (await room.verifier.holds({ lane: 'ordinary', by: moderator })).find((one) => one.uploadId === uploadId)?.looks,
    ).toBe(2);

    await room.verifier.decideHold({ uploadId, action: 'release', by: moderator });
    const shown = await room.verifier.status(uploadId);
    expect(shown).toMatchObject({ outcome: 'allowed', state: 'attached' });
    expect(await served(shown.pictures[0]?.address)).toBe(200);
    await vi.waitFor(() =>
      expect(told(uploadId)).toMatchObject([{ type: 'released', pictures: shown.pictures, receipt: shown.receipt }]),
    );
    expect(await codeThrown(room.verifier.look({ uploadId, by: moderator, size: 'small' }))).toBe('wrong-state');

    const [decision] = await room.verifier.decisions({ by: moderator, most: 5 });
    expect(decision).toMatchObject({ uploadId, type: 'released', by: 'mona', canUndo: true });
    await room.verifier.undo({ uploadId, by: moderator });
    expect(await room.verifier.status(uploadId)).toMatchObject({ outcome: 'held', state: 'attached', receipt: null });
    expect(await served(shown.pictures[0]?.address)).toBe(404);
  });

  test('rejected: never shown, cannot be attached; undone: it waits again', async () => {
    const upload = await uploaded(trigger);
    const { uploadId } = upload;
    await room.verifier.decideHold({ uploadId, action: 'reject', by: moderator, reason: 'not here' });
    expect(await room.verifier.status(uploadId)).toMatchObject({ outcome: 'held', state: 'rejected' });
    expect(await codeThrown(attached(upload))).toBe('not-attachable');
    expect(await codeThrown(room.verifier.decideHold({ uploadId, action: 'release', by: moderator }))).toBe(
      'wrong-state',
    );
    await room.verifier.undo({ uploadId, by: moderator });
    expect(await room.verifier.status(uploadId)).toMatchObject({ outcome: 'held', state: 'unattached' });
  });

  test('released before it is attached: published when it is', async () => {
    const upload = await uploaded(trigger);
    await room.verifier.decideHold({ uploadId: upload.uploadId, action: 'release', by: moderator });
    expect((await room.verifier.status(upload.uploadId)).pictures).toEqual([]);
    expect((await attached(upload)).pictures.length).toBe(2);
  });

  test('nobody decides or looks without the role', async () => {
    const { uploadId } = await uploaded(trigger);
    for (const by of [nobody, volunteer]) {
      expect(await codeThrown(room.verifier.decideHold({ uploadId, action: 'release', by }))).toBe('role-missing');
      expect(await codeThrown(room.verifier.look({ uploadId, by, size: 'small' }))).toBe('role-missing');
      expect(await codeThrown(room.verifier.holds({ lane: 'ordinary', by }))).toBe('role-missing');
    }
    expect(await codeThrown(room.verifier.decisions({ by: nobody }))).toBe('role-missing');
    expect(await codeThrown(room.verifier.undo({ uploadId, by: nobody }))).toBe('role-missing');
  });

  test('a draft that nobody reported is not for looking at, and unknown ids are not found', async () => {
    const { uploadId } = await uploaded();
    expect(await codeThrown(room.verifier.look({ uploadId, by: moderator, size: 'full' }))).toBe('wrong-state');
    expect(await codeThrown(room.verifier.status('A'.repeat(22)))).toBe('not-found');
    expect(await codeThrown(room.verifier.takedown({ uploadId: 'A'.repeat(22), by: moderator }))).toBe('not-found');
  });

  test('an appeal is held with its note', async () => {
    const member = room.member('appealing');
    const device = await openDevice(room, member);
    const bytes = await paint(900);
    const answer = await device.upload(bytes, await device.ticket(bytes), { query: '?appeal=1' });
    expect(answer.body.outcome).toBe('held');
    const hold = (await room.verifier.holds({ lane: 'ordinary', by: moderator })).find(
      (one) => one.uploadId === answer.body.uploadId,
    );
    expect(hold).toMatchObject({ appeal: { note: '' }, reasons: ['The member asks that a person look at it.'] });
  });
});

describe('what goes by time', () => {
  test('the original of an allowed upload is deleted after a day, that of a held one stays', async () => {
    const allowed = await uploaded();
    await attached(allowed);
    const held = await uploaded(trigger);
    await attached(held);
    const keyOf = async (uploadId: string) =>
      (
        await room.client.query<{ original_key: string | null }>('select original_key from uploads where id = $1', [
          uploadId,
        ])
      ).rows[0]?.original_key;
    const blob = new URL(`file://${room.directory}/blobs/originals/${allowed.uploadId}`);
    const sealed = await readFile(blob);
    expect(sealed.subarray(0, 3).toString()).toBe('SU1');
    room.advance(25 * 3_600_000);
    await room.verifier.reap();
    expect(await keyOf(allowed.uploadId)).toBeNull();
    await expect(readFile(blob)).rejects.toMatchObject({ code: 'ENOENT' });
    expect(await keyOf(held.uploadId)).not.toBeNull();
    expect((await room.verifier.status(allowed.uploadId)).pictures.length).toBe(2);
    expect(room.errors).toEqual([]);
  });
});
