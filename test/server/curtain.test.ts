import { isSafeUploadError } from '@safeupload/sdk/core';
import { defaultServerPolicy, type Tier } from '@safeupload/server';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { accept, forgetAll, freshPicture, isPublic, type Posted, posted, shown } from './support/posted.js';
import { openRoom, type Room } from './support/room.js';

// One button for a volunteer at night: what strangers posted today is gone from the pages and what they post now waits.
// What comes back by itself is only what nobody and nothing has spoken against.

const vera = { accountId: 'vera', roles: ['volunteer'] } as const;
const walt = { accountId: 'walt', roles: ['volunteer'] } as const;
const mona = { accountId: 'mona', roles: ['moderator'] } as const;
const sara = { accountId: 'sara', roles: ['safety'] } as const;
const nils = { accountId: 'nils', roles: [] } as const;
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const { lasts } = defaultServerPolicy.curtain;

let room: Room;
beforeAll(async () => {
  room = await openRoom();
});
afterEach(async () => {
  expect(room.errors).toEqual([]);
  await forgetAll(room);
});
afterAll(() => room.dispose());

const up = (by: typeof vera | typeof walt = vera) => room.verifier.curtain.up({ by });
const down = () => room.verifier.curtain.down({ by: vera });
const view = () => room.verifier.curtain.view({ by: vera });
const report = ({ uploadId }: Posted, accountId = 'ella') =>
  room.verifier.report({ uploadId, accountId, reason: 'spam', tier: 'trusted' });
const publicOf = (pictures: readonly Posted[]) => Promise.all(pictures.map((picture) => isPublic(room, picture)));
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'nothing thrown',
    (error: unknown) => (isSafeUploadError(error) ? error.code : error),
  );
const told = (uploadId: string) => room.events.filter((event) => event.uploadId === uploadId);
const stateOf = async ({ uploadId }: Posted) =>
  (
    await room.client.query(
      'select outcome, state, hidden_by, hidden_at, curtain_id, expires_at from uploads where id = $1',
      [uploadId],
    )
  ).rows[0];

describe('up', () => {
  test('hides what low trust published within a day, and nobody else’s', async () => {
    const old = await shown(room, 'sleeper', 'known');
    room.advance(24 * hourMs + 1);
    const fresh = await shown(room, 'sleeper', 'known');
    const trusted = await shown(room, 'a-trusted', 'trusted');
    const before = await room.verifier.status(fresh.uploadId);
    expect(await up()).toMatchObject({ isUp: true, upBy: 'vera', hidden: 1, held: 0, returned: 0, staying: 0 });
    expect(await publicOf([old, fresh, trusted])).toEqual([true, false, true]);
    expect(await stateOf(fresh)).toMatchObject({ state: 'hidden', hidden_by: 'curtain', expires_at: null });
    await vi.waitFor(() => expect(told(fresh.uploadId)).toHaveLength(1));
    expect(told(fresh.uploadId)[0]).toMatchObject({
      type: 'hidden',
      by: 'vera',
      reason: 'the curtain was pulled',
      receipt: null,
      purge: before.pictures.map(({ address }) => address),
    });
  });

  test('is pulled by whom the standing of each account says', async () => {
    const accounts: readonly (readonly [name: string, tier: Tier, accepted: number, copies: number])[] = [
      ['new-0', 'new', 0, 0],
      ['new-30', 'new', 30, 0],
      ['known-0', 'known', 0, 0],
      ['known-19', 'known', 19, 0],
      ['known-20', 'known', 20, 0],
      ['known-20-of-16', 'known', 20, 5],
      ['trusted-0', 'trusted', 0, 0],
    ];
    const pictures: { readonly picture: Posted; readonly lowTrust: boolean }[] = [];
    for (const [name, tier, accepted, copies] of accounts) {
      await accept(room, name, accepted, copies);
      const picture = await posted(room, name, tier);
      if (picture.outcome === 'held') {
        await room.verifier.decideHold({ uploadId: picture.uploadId, action: 'release', by: mona });
      }
      const [first] = (await room.verifier.status(picture.uploadId)).pictures;
      const { lowTrust } = await room.verifier.trustOf({ accountId: name, tier });
      pictures.push({ picture: { ...picture, address: first?.address ?? '' }, lowTrust });
    }
    // The host said nothing of this one for as long as the table remembers.
    const unknown = await shown(room, 'never-seen', 'trusted');
    await room.client.query(`delete from accounts where account_id = 'never-seen'`);
    expect(await publicOf(pictures.map(({ picture }) => picture))).toEqual(pictures.map(() => true));
    room.advance(1);
    await up();
    expect(await publicOf(pictures.map(({ picture }) => picture))).toEqual(pictures.map(({ lowTrust }) => !lowTrust));
    expect(pictures.map(({ lowTrust }) => lowTrust)).toEqual([true, true, true, true, false, true, false]);
    expect(await isPublic(room, unknown)).toBe(false);
  });

  test('lets pictures of low trust wait, those on their way too, and established members post', async () => {
    const uploaded = await room.verifier.screen(await freshPicture(), {
      accountId: 'sleeper',
      tier: 'known',
      context: 'post',
    });
    expect(uploaded.outcome).toBe('allowed');
    await up();
    const target = { context: 'post', id: 'a-post' } as const;
    const [attached] = await room.verifier.attach({ uploadIds: [uploaded.uploadId], accountId: 'sleeper', target });
    expect(attached).toMatchObject({ outcome: 'held', pictures: [], receipt: null });
    const late = await posted(room, 'sleeper', 'known');
    expect(late.outcome).toBe('held');
    expect((await posted(room, 'a-trusted', 'trusted')).outcome).toBe('allowed');
    expect(await view()).toMatchObject({ hidden: 0, held: 2 });
    // Afterwards new ones follow the normal policy; what waited since stays with the moderators.
    expect(await down()).toMatchObject({ isUp: false, upAt: null, upBy: null, held: 2 });
    await shown(room, 'sleeper', 'known');
    await room.verifier.reap();
    expect(await stateOf(late)).toMatchObject({ outcome: 'held', state: 'attached' });
  });

  test('is for volunteers, and for nobody else', async () => {
    for (const press of [room.verifier.curtain.up, room.verifier.curtain.down, room.verifier.curtain.view]) {
      expect(await codeOf(press({ by: nils }))).toBe('role-missing');
      await press({ by: vera });
      await press({ by: sara });
    }
    expect(await view()).toMatchObject({ isUp: false });
  });

  test('pressed again by another it lasts an hour from then; what a person released since stays shown', async () => {
    const first = await shown(room, 'sleeper', 'known');
    const second = await shown(room, 'sleeper', 'known');
    const { upAt, expiresAt } = await up();
    expect((expiresAt ?? 0) - (upAt ?? 0)).toBe(lasts);
    room.advance(30 * minuteMs);
    await room.verifier.decideHold({ uploadId: first.uploadId, action: 'release', by: mona });
    const renewed = await up(walt);
    expect(renewed).toMatchObject({ isUp: true, upAt, upBy: 'vera', hidden: 2 });
    expect((renewed.expiresAt ?? 0) - (expiresAt ?? 0)).toBeGreaterThanOrEqual(30 * minuteMs);
    expect(await publicOf([first, second])).toEqual([true, false]);
  });

  test('is over by the clock, whether or not anything runs', async () => {
    await shown(room, 'sleeper', 'known');
    await up();
    room.advance(lasts);
    expect(await view()).toMatchObject({ isUp: false, expiresAt: null });
    await shown(room, 'sleeper', 'known');
    // And the next press is a new one, which hides what was posted in between.
    expect(await up(walt)).toMatchObject({ isUp: true, upBy: 'walt', hidden: 1 });
    const { rows } = await room.client.query(
      'select up_by, down_at = expires_at as ended, down_by from curtains order by up_at',
    );
    expect(rows).toEqual([
      { up_by: 'vera', ended: true, down_by: null },
      { up_by: 'walt', ended: null, down_by: null },
    ]);
  });

  test('who, when and what it cost is logged', async () => {
    const from = (await room.verifier.audit.read({ by: sara })).length;
    await shown(room, 'sleeper', 'known');
    await up();
    await posted(room, 'sleeper', 'known');
    await up(walt);
    room.advance(10 * minuteMs);
    await down();
    await up();
    room.advance(lasts);
    await room.verifier.reap();
    const entries = (await room.verifier.audit.read({ by: sara })).reverse().slice(from);
    expect(entries.map(({ by, action, details }) => [by, action, details])).toEqual([
      ['vera', 'curtain-up', { hidden: 1, until: expect.any(String) }],
      ['walt', 'curtain-renewed', { hidden: 0, until: expect.any(String) }],
      ['vera', 'curtain-down', { hidden: 1, held: 1, minutes: 10, expired: false }],
      ['vera', 'curtain-up', { hidden: 1, until: expect.any(String) }],
      ['clock', 'curtain-down', { hidden: 1, held: 0, minutes: 60, expired: true }],
    ]);
  });
});

describe('down', () => {
  test('what nothing speaks against is shown again where it was, by the press as by the clock', async () => {
    const pictures = [await shown(room, 'one', 'known'), await shown(room, 'two', 'known')];
    for (const end of ['press', 'clock'] as const) {
      const receipts = await Promise.all(
        pictures.map(async ({ uploadId }) => (await room.verifier.status(uploadId)).receipt),
      );
      await up();
      expect(await publicOf(pictures)).toEqual([false, false]);
      if (end === 'press') await down();
      else {
        room.advance(lasts);
        expect(await publicOf(pictures)).toEqual([false, false]);
        await room.verifier.reap();
      }
      expect(await publicOf(pictures)).toEqual([true, true]);
      for (const [index, picture] of pictures.entries()) {
        const { receipt } = await room.verifier.status(picture.uploadId);
        expect(receipt).not.toBeNull();
        expect(receipt).not.toBe(receipts[index]);
        expect(await stateOf(picture)).toMatchObject({ hidden_by: null, hidden_at: null, curtain_id: null });
        await vi.waitFor(() =>
          expect(told(picture.uploadId).at(-1)).toMatchObject({ type: 'shown-again', by: null, receipt }),
        );
      }
      expect(await view()).toMatchObject({ isUp: false, hidden: 2, returned: 2, staying: 0 });
    }
  });

  test('what somebody or a list speaks against stays, with its account’s and its copies, until a person has looked', async () => {
    const clean = await shown(room, 'clean', 'known');
    const reported = await shown(room, 'reported', 'known');
    const besideReported = await shown(room, 'reported', 'known');
    const bytes = await freshPicture();
    const copied = await shown(room, 'copied', 'known', bytes);
    const copy = await shown(room, 'copy', 'known', bytes);
    const besideCopy = await shown(room, 'copy', 'known');
    const bytesRejected = await freshPicture();
    const rejected = await shown(room, 'rejected', 'known', bytesRejected);
    const copyOfRejected = await shown(room, 'copy-of-rejected', 'known', bytesRejected);
    const besideCopyOfRejected = await shown(room, 'copy-of-rejected', 'known');
    const besideRejected = await shown(room, 'rejected', 'known');
    const byHand = await shown(room, 'by-hand', 'known');
    const besideByHand = await shown(room, 'by-hand', 'known');
    const bytesListed = await freshPicture();
    const listed = await shown(room, 'listed', 'known', bytesListed);
    const besideListed = await shown(room, 'listed', 'known');
    const bytesLike = await freshPicture();
    const like = await shown(room, 'like', 'known', bytesLike);
    const besideLike = await shown(room, 'like', 'known');
    const allowedBytes = await freshPicture();
    const allowed = await shown(room, 'allowed', 'known', allowedBytes);

    await report(reported);
    await room.verifier.hide({ uploadId: byHand.uploadId, by: walt });
    expect(await up()).toMatchObject({ hidden: 16 });
    // Somebody read the page before it was hidden, and presses only now.
    await report(copied);
    await room.verifier.decideHold({ uploadId: rejected.uploadId, action: 'reject', by: mona });
    await room.verifier.banks.add({ bank: 'local-hold', bytes: bytesListed });
    const mirrored = new Uint8Array(await sharp(bytesLike).flop().png().toBuffer());
    await room.verifier.banks.add({ bank: 'local-hold', bytes: mirrored });
    await room.verifier.banks.declare({ name: 'fine', meaning: 'allow', severe: false, disclosable: false });
    await room.verifier.banks.add({ bank: 'fine', bytes: allowedBytes });
    room.advance(lasts);
    await room.verifier.reap();

    const stays = [
      besideReported,
      reported,
      copied,
      copy,
      besideRejected,
      copyOfRejected,
      besideCopyOfRejected,
      byHand,
      besideByHand,
      listed,
      besideListed,
      like,
      besideLike,
    ];
    expect(await publicOf(stays)).toEqual(stays.map(() => false));
    expect(await publicOf([clean, allowed])).toEqual([true, true]);
    // Somebody else's picture was reported, and she posted the same: that one stays, her others come back.
    expect(await isPublic(room, besideCopy)).toBe(true);
    const { rows } = await room.client.query('select returned, finished_at from curtains');
    expect(rows).toEqual([{ returned: 3, finished_at: expect.any(Number) }]);
    expect(await view()).toMatchObject({ hidden: 16, returned: 3, staying: 12 });

    // A person looks at one of them.
    await room.verifier.decideHold({ uploadId: besideReported.uploadId, action: 'release', by: mona });
    expect(await isPublic(room, besideReported)).toBe(true);
    expect(await view()).toMatchObject({ staying: 11 });
    // Nothing else comes by itself any more.
    room.advance(24 * hourMs);
    await room.verifier.reap();
    expect(await publicOf(stays.filter((one) => one !== besideReported))).toEqual(stays.slice(1).map(() => false));
  });

  test('what a level of the breaker would hold waits until the level is over', async () => {
    const noticed = await shown(room, 'noticed', 'known');
    const quiet = await shown(room, 'quiet', 'known');
    await up();
    for (let one = 0; one < 3; one++) {
      await room.client.query(
        `insert into breaker_events (at, kind, account_id) values ($1, 'stopped-notice', 'noticed')`,
        [room.now()],
      );
    }
    room.advance(minuteMs);
    expect(await down()).toMatchObject({ returned: 1 });
    expect(await publicOf([noticed, quiet])).toEqual([false, true]);
    room.advance(10 * minuteMs);
    await room.verifier.reap();
    expect(await isPublic(room, noticed)).toBe(false);
    room.advance(20 * minuteMs);
    await room.verifier.reap();
    expect(await isPublic(room, noticed)).toBe(true);
    expect(await view()).toMatchObject({ returned: 2, staying: 0 });
  });

  test('nothing comes back while the next curtain is up', async () => {
    const picture = await shown(room, 'sleeper', 'known');
    await up();
    room.advance(lasts);
    expect(await up(walt)).toMatchObject({ hidden: 0 });
    await room.verifier.reap();
    expect(await isPublic(room, picture)).toBe(false);
    room.advance(lasts);
    await room.verifier.reap();
    expect(await isPublic(room, picture)).toBe(true);
    const { rows } = await room.client.query('select hidden, returned from curtains order by up_at');
    expect(rows).toEqual([
      { hidden: 1, returned: 1 },
      { hidden: 0, returned: 0 },
    ]);
  });

  test('what lost its post meanwhile may be attached to another within an hour', async () => {
    const picture = await shown(room, 'sleeper', 'known');
    const { uploadId, accountId } = picture;
    await up();
    await room.verifier.detach({ uploadIds: [uploadId], accountId });
    await down();
    expect(await stateOf(picture)).toMatchObject({ state: 'unattached', expires_at: expect.any(Number) });
    expect(await isPublic(room, picture)).toBe(false);
    const target = { context: 'post', id: 'another' } as const;
    await room.verifier.attach({ uploadIds: [uploadId], accountId, target });
    expect(await isPublic(room, picture)).toBe(true);
  });

  test('what cannot be published any more keeps back no other', async () => {
    const pictures = [];
    for (const name of ['one', 'two', 'three']) pictures.push(await shown(room, name, 'known'));
    await up();
    await room.client.query('delete from derivatives where upload_id = $1', [pictures[1]?.uploadId]);
    await down();
    expect(await publicOf(pictures)).toEqual([true, false, true]);
    expect(room.errors.splice(0)).toMatchObject([{ error: { code: 'wrong-state' } }]);
    expect(await view()).toMatchObject({ returned: 2, staying: 1 });
  });
});
