import { readFile } from 'node:fs/promises';
import { isSafeUploadError } from '@safeupload/sdk/core';
import type { Actor } from '@safeupload/server';
import { decodeJwt } from 'jose';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDevice } from '../support/device.js';
import { paint } from '../support/paint.js';
import { type Member, openRoom, type Room } from '../support/room.js';

let room: Room;
beforeAll(async () => {
  room = await openRoom();
});
afterAll(() => room.dispose());

const volunteer: Actor = { accountId: 'vera', roles: ['volunteer'] };
const moderator: Actor = { accountId: 'mona', roles: ['moderator'] };
const officer: Actor = { accountId: 'otto', roles: ['safety'] };
const nobody: Actor = { accountId: 'nils', roles: [] };

/** Numbers in [0, 1), the same for the same seed (mulberry32). */
function numbersFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

interface Tracked {
  readonly uploadId: string;
  readonly member: Member;
  readonly kind: 'ordinary' | 'held' | 'severe';
  /** Addresses it ever had. */
  readonly addresses: Set<string>;
  /** Receipts it ever had. */
  readonly receipts: Set<string>;
  withdrawn: boolean;
}

/** Uploads of every kind: an ordinary one, one held by the models, one in the severe lane. */
async function uploads(): Promise<Tracked[]> {
  const trigger = new Uint8Array(await readFile(new URL('../../fixtures/triggers/both.png', import.meta.url)));
  const listed = await paint(2000, 'jpeg', { width: 512, height: 512 });
  await room.verifier.banks.declare({ name: 'grave', meaning: 'block', severe: true, disclosable: false });
  await room.verifier.banks.add({ bank: 'grave', bytes: listed });
  const tracked: Tracked[] = [];
  for (let i = 0; i < 9; i++) {
    const kind = (['ordinary', 'held', 'severe'] as const)[i % 3] ?? 'ordinary';
    // Likeness to a list is a hit only of low trust: with hits of two accounts the ordinary ones would wait from the start.
    const member = room.member(`member-${i}`, { tier: kind === 'ordinary' ? 'known' : 'trusted' });
    const device = await openDevice(room, member);
    const near = new Uint8Array(
      await sharp(listed)
        .jpeg({ quality: 70 + i })
        .toBuffer(),
    );
    const bytes = kind === 'ordinary' ? await paint(2001 + i) : kind === 'held' ? trigger : near;
    const { body } = await device.send(bytes);
    expect(body.outcome).toBe(kind === 'ordinary' ? 'allowed' : 'held');
    tracked.push({
      uploadId: String(body.uploadId),
      member,
      kind,
      addresses: new Set(),
      receipts: new Set(),
      withdrawn: false,
    });
  }
  return tracked;
}

test('whatever anybody does in whatever order, what is shown has its receipt and was meant to be shown', async () => {
  const tracked = await uploads();
  const next = numbersFrom(7);
  const oneOf = <T>(items: readonly T[]): T => {
    const item = items[Math.floor(next() * items.length)];
    if (item === undefined) throw new Error('nothing to choose from');
    return item;
  };
  const codes = new Map<string, number>();
  let shown = 0;
  for (let step = 0; step < 1_500; step++) {
    const upload = oneOf(tracked);
    const { uploadId, member } = upload;
    const by = oneOf([volunteer, moderator, moderator, officer, officer, nobody]);
    const before = await room.verifier.status(uploadId);
    const acts: Readonly<Record<string, () => Promise<unknown>>> = {
      attach: () =>
        room.verifier.attach({
          uploadIds: [uploadId],
          accountId: oneOf([member.accountId, member.accountId, 'thief']),
          target: { context: 'post', id: oneOf(['a', 'b']) },
        }),
      detach: () =>
        room.verifier.detach({
          uploadIds: [uploadId],
          accountId: oneOf([member.accountId, member.accountId, 'thief']),
        }),
      takedown: () => room.verifier.takedown({ uploadId, by }),
      hide: () => room.verifier.hide({ uploadId, by }),
      undo: () => room.verifier.undo({ uploadId, by }),
      release: () => room.verifier.decideHold({ uploadId, action: 'release', by }),
      reject: () => room.verifier.decideHold({ uploadId, action: 'reject', by }),
      look: () => room.verifier.look({ uploadId, size: 'full', by }),
      report: () =>
        room.verifier.report({
          uploadId,
          accountId: `reader-${Math.floor(next() * 40)}`,
          tier: 'trusted',
          reason: oneOf(['sexual', 'other', 'spam']),
        }),
      pull: () => room.verifier.curtain.up({ by }),
      lower: () => room.verifier.curtain.down({ by }),
      reap: () => room.verifier.reap(),
    };
    // Withdrawing ends a life, so it comes late and seldom.
    const name =
      step > 900 && next() < 0.01
        ? 'withdraw'
        : oneOf([...Object.keys(acts), 'attach', 'release', 'release', 'release', 'lower']);
    let code = 'done';
    if (name === 'withdraw') {
      const answer = await room.send('/withdraw', member, { json: { uploadId } });
      if (answer.status === 200) upload.withdrawn = true;
      else code = String(answer.body.code);
    } else {
      await acts[name]?.().catch((error: unknown) => {
        code = isSafeUploadError(error) ? error.code : String(error);
      });
    }
    const told = `${step}: ${name} by ${by.roles} of ${upload.kind} ${before.outcome} ${before.state}: ${code}`;
    codes.set(code, (codes.get(code) ?? 0) + 1);
    expect(['done', 'role-missing', 'wrong-state', 'not-yours', 'not-attachable'], told).toContain(code);

    const after = await room.verifier.status(uploadId);
    const isShown = after.outcome === 'allowed' && after.state === 'attached';
    const wasShown = before.outcome === 'allowed' && before.state === 'attached';
    expect(after.pictures.length > 0, told).toBe(isShown);
    expect(after.receipt !== null, told).toBe(isShown);
    if (isShown) shown++;
    if (upload.withdrawn) expect(isShown, told).toBe(false);
    if (isShown && !wasShown) {
      // Only its owner shows what was never stopped; only the right people show the rest.
      if (name !== 'attach' && name !== 'reap') expect(by, told).not.toBe(nobody);
      if (name !== 'attach' && upload.kind === 'severe') expect(by.roles, told).toContain('safety');
    }
    if (before.outcome === 'held' && after.outcome === 'allowed') {
      expect(by.roles, told).toContain(upload.kind === 'severe' ? 'safety' : oneOf([...by.roles]));
      expect(by, told).not.toBe(volunteer);
    }
    if (name === 'look' && code === 'done' && upload.kind === 'severe') expect(by.roles, told).toContain('safety');
    for (const { address } of after.pictures) upload.addresses.add(address);
    expect(upload.addresses.size, told).toBeLessThanOrEqual(2);
    if (after.receipt !== null) upload.receipts.add(after.receipt);
    if (step % 25 === 0 || isShown !== wasShown) {
      for (const address of upload.addresses) {
        expect((await room.send(address, null)).status, told).toBe(isShown ? 200 : 404);
      }
      for (const receipt of upload.receipts) {
        const state = (await room.send(`/receipts/${String(decodeJwt(receipt).jti)}`, null)).body.receipt;
        expect(state, told).toBe(receipt === after.receipt ? 'valid' : 'revoked');
      }
    }
  }
  // The walk went everywhere.
  expect(shown).toBeGreaterThan(100);
  for (const code of ['done', 'role-missing', 'wrong-state', 'not-yours', 'not-attachable']) {
    expect(codes.get(code) ?? 0, code).toBeGreaterThan(10);
  }
  expect(room.errors).toEqual([]);
});
