import { readFile } from 'node:fs/promises';
import { digestOf, isSafeUploadError } from '@safeupload/sdk/core';
import type { Actor } from '@safeupload/server';
import sharp, { type Sharp } from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Device, openDevice } from './support/device.js';
import { paint } from './support/paint.js';
import { type Member, openRoom, type Room } from './support/room.js';

let room: Room;
let picture: Uint8Array<ArrayBuffer>;
const moderator: Actor = { accountId: 'mona', roles: ['moderator'] };
const safety: Actor = { accountId: 'sara', roles: ['safety'] };

beforeAll(async () => {
  room = await openRoom({
    banks: [
      { name: 'test', meaning: 'block', severe: false, disclosable: true },
      { name: 'licensed', meaning: 'block', severe: true, disclosable: false },
      { name: 'vetted', meaning: 'allow', severe: false, disclosable: false },
    ],
  });
  picture = new Uint8Array(await readFile(new URL('../fixtures/bank/test-picture.png', import.meta.url)));
  expect(await room.verifier.banks.add({ bank: 'test', bytes: picture, note: 'harmless' })).toBe(2);
});
afterAll(() => room.dispose());

let count = 0;
async function actor(): Promise<{ member: Member; device: Device }> {
  count += 1;
  const member = room.member(`member-${count}`, { tier: 'trusted' });
  return { member, device: await openDevice(room, member) };
}

const codeThrown = (promise: Promise<unknown>) =>
  promise.then(
    () => 'nothing thrown',
    (error: unknown) => (isSafeUploadError(error) ? error.code : error),
  );

describe('a block bank', () => {
  test('refuses an exact copy, by the precheck before its bytes are sent, and for good', async () => {
    const { member, device } = await actor();
    const token = await device.ticket(picture);
    const answer = await room.send('/precheck', member, { json: { claim: token } });
    expect(answer.body).toMatchObject({ v: 1, outcome: 'refused' });
    expect((await room.send('/precheck', member, { json: { claim: token } })).body).toEqual(answer.body);
    // Whoever sends the bytes all the same gets the stored answer.
    expect((await device.upload(picture, token)).body).toEqual(answer.body);
  });

  test('refuses an exact copy that comes without a precheck, and does not decode it', async () => {
    const { device } = await actor();
    const answer = await device.send(picture);
    expect(answer.body.outcome).toBe('refused');
    const row = await room.client.query<{ evidence: unknown; original_key: string | null; reasons: unknown }>(
      'select evidence, original_key, reasons from uploads where id = $1',
      [answer.body.uploadId],
    );
    expect(row.rows[0]).toEqual({
      evidence: null,
      original_key: `originals/${String(answer.body.uploadId)}`,
      reasons: [{ bank: 'test', code: 'digest-listed' }],
    });
  });

  test('refuses a prepared copy whose picked file is said to be listed', async () => {
    const { member, device } = await actor();
    const prepared = new Uint8Array(await sharp(picture).jpeg({ quality: 85 }).toBuffer());
    const source = { sha256: await digestOf(picture), bytes: picture.length, format: 'png' } as const;
    const token = await device.ticket(prepared, { source });
    expect((await room.send('/precheck', member, { json: { claim: token } })).body.outcome).toBe('refused');
    expect((await device.upload(prepared, await device.ticket(prepared, { source }))).body.outcome).toBe('refused');
  });

  test.each<[string, (picture: Sharp) => Sharp]>([
    ['re-encoded as JPEG', (one) => one.jpeg({ quality: 75 })],
    ['re-encoded as WebP', (one) => one.webp({ quality: 80 })],
    ['resized to half', (one) => one.resize({ width: 256 }).png()],
    ['mirrored', (one) => one.flop().jpeg({ quality: 85 })],
    ['turned by 90°', (one) => one.rotate(90).jpeg({ quality: 85 })],
    ['upside down', (one) => one.rotate(180).jpeg({ quality: 85 })],
    ['mirrored and turned', (one) => one.flop().rotate(270).jpeg({ quality: 85 })],
    ['inverted', (one) => one.removeAlpha().negate().jpeg({ quality: 90 })],
  ])('holds a copy that is %s', async (_, edit) => {
    const { member, device } = await actor();
    const copy = new Uint8Array(await edit(sharp(picture)).toBuffer());
    const token = await device.ticket(copy);
    // The precheck knows no likeness: its answer would give the list away.
    expect((await room.send('/precheck', member, { json: { claim: token } })).body).toEqual({ v: 1, proceed: true });
    const answer = await device.upload(copy, token);
    expect(answer.body.outcome).toBe('held');
    const hold = (await room.verifier.holds({ lane: 'ordinary', by: moderator })).find(
      (one) => one.uploadId === answer.body.uploadId,
    );
    expect(hold?.reasons).toContain(
      'It looks like a picture on the list “test”. Likeness can be accidental or forged.',
    );
  });

  test('does not touch other pictures', async () => {
    expect((await (await actor()).device.send(await paint(31))).body.outcome).toBe('allowed');
  });
});

describe('a severe bank that may not be disclosed', () => {
  test('is no business of the precheck; likenesses wait for the safety officer alone', async () => {
    const listed = await paint(41, 'png', { width: 512, height: 384 });
    await room.verifier.banks.add({ bank: 'licensed', bytes: listed });
    const { member, device } = await actor();
    const exact = await device.ticket(listed);
    expect((await room.send('/precheck', member, { json: { claim: exact } })).body).toEqual({ v: 1, proceed: true });
    expect((await device.upload(listed, exact)).body.outcome).toBe('refused');

    const copy = new Uint8Array(await sharp(listed).jpeg({ quality: 80 }).toBuffer());
    const { uploadId, outcome } = (await device.send(copy)).body as { uploadId: string; outcome: string };
    expect(outcome).toBe('held');
    const ordinary = await room.verifier.holds({ lane: 'ordinary', by: safety });
    expect(ordinary.map((hold) => hold.uploadId)).not.toContain(uploadId);
    const seenBy = async (by: Actor) =>
      (await room.verifier.holds({ lane: 'severe', by })).find((hold) => hold.uploadId === uploadId);
    expect(await seenBy(moderator)).toMatchObject({ mayLook: false });
    expect(await seenBy(safety)).toMatchObject({ mayLook: true });
    expect(await codeThrown(room.verifier.look({ uploadId, by: moderator, size: 'small' }))).toBe('role-missing');
    expect(await codeThrown(room.verifier.decideHold({ uploadId, action: 'release', by: moderator }))).toBe(
      'role-missing',
    );
    expect((await room.verifier.look({ uploadId, by: safety, size: 'small' })).bytes.length).toBeGreaterThan(100);

    // Neither time nor its owner takes it away from her.
    await room.send('/withdraw', member, { json: { uploadId } });
    room.advance(2 * 24 * 3_600_000);
    await room.verifier.reap();
    expect(await seenBy(safety)).toMatchObject({ state: 'withdrawn', looks: 1 });
    expect((await room.verifier.look({ uploadId, by: safety, size: 'full' })).bytes.length).toBeGreaterThan(100);
    await room.verifier.decideHold({ uploadId, action: 'reject', by: safety });
    expect(await seenBy(safety)).toBeUndefined();
  });

  test('a claimed source on it holds in that lane and refuses nothing: anybody can claim', async () => {
    const listed = await paint(42);
    const sha256 = await digestOf(listed);
    await room.verifier.banks.add({ bank: 'licensed', sha256 });
    const { device } = await actor();
    const bytes = await paint(43);
    const source = { sha256, bytes: listed.length, format: 'jpeg' } as const;
    const answer = await device.upload(bytes, await device.ticket(bytes, { source }));
    expect(answer.body.outcome).toBe('held');
    const severe = await room.verifier.holds({ lane: 'severe', by: safety });
    expect(severe.map((hold) => hold.uploadId)).toContain(answer.body.uploadId);
  });
});

describe('an allow bank', () => {
  test('lets an exact copy pass that would be held, and nothing that only looks like it', async () => {
    const trigger = new Uint8Array(await readFile(new URL('../fixtures/triggers/both.png', import.meta.url)));
    await room.verifier.banks.add({ bank: 'vetted', bytes: trigger });
    const { device } = await actor();
    expect((await device.send(trigger)).body.outcome).toBe('allowed');
    const copy = new Uint8Array(await sharp(trigger).webp({ quality: 90 }).toBuffer());
    expect((await device.send(copy)).body.outcome).toBe('held');
  });
});

describe('a likeness that a person released', () => {
  test('is no hit any more: the account it came from does not wait', async () => {
    const listed = await paint(61, 'jpeg', { width: 512, height: 512 });
    await room.verifier.banks.declare({ name: 'known-bad', meaning: 'block', severe: false, disclosable: false });
    await room.verifier.banks.add({ bank: 'known-bad', bytes: listed });
    const member = room.member('looks-alike', { tier: 'known' });
    const device = await openDevice(room, member);
    const near = new Uint8Array(await sharp(listed).jpeg({ quality: 71 }).toBuffer());
    const { uploadId, outcome } = (await device.send(near)).body;
    expect(outcome).toBe('held');
    expect((await device.send(await paint(62))).body.outcome).toBe('held');
    await room.verifier.decideHold({
      uploadId: String(uploadId),
      action: 'release',
      by: { accountId: 'mona', roles: ['moderator'] },
    });
    expect((await device.send(await paint(63))).body.outcome).toBe('allowed');
  });
});

describe('keeping banks', () => {
  test('lists, removes, and refuses what would match by accident', async () => {
    const { banks } = room.verifier;
    expect((await banks.list()).find(({ name }) => name === 'test')).toEqual({
      name: 'test',
      meaning: 'block',
      severe: false,
      disclosable: true,
      entries: 2,
    });
    expect(await banks.add({ bank: 'test', bytes: picture })).toBe(0);
    const fingerprint = { hash: 'a'.repeat(64), quality: 49 };
    expect(await codeThrown(banks.add({ bank: 'test', fingerprint }))).toBe('options-invalid');
    expect(await codeThrown(banks.add({ bank: 'test', sha256: 'XYZ' }))).toBe('options-invalid');
    expect(await codeThrown(banks.add({ bank: 'test' }))).toBe('options-invalid');
    expect(await codeThrown(banks.add({ bank: 'unheard-of', sha256: 'a'.repeat(64) }))).toBe('not-found');
    expect(
      await codeThrown(banks.declare({ name: 'Test Bank', meaning: 'block', severe: false, disclosable: false })),
    ).toBe('options-invalid');

    const bytes = await paint(51);
    const sha256 = await digestOf(bytes);
    expect(await banks.add({ bank: 'test', sha256 })).toBe(1);
    expect((await (await actor()).device.send(bytes)).body.outcome).toBe('refused');
    expect(await banks.remove({ bank: 'test', value: sha256 })).toBe(1);
    // The hit it was stays one: what looks like it waits for a day.
    expect((await (await actor()).device.send(bytes)).body.outcome).toBe('held');
    room.advance(25 * 3_600_000);
    expect((await (await actor()).device.send(bytes)).body.outcome).toBe('allowed');
    expect(room.errors).toEqual([]);
  });
});
