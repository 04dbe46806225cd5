import { toBase64url } from '@safeupload/sdk/core';
import { defaultServerPolicy, parseServerPolicy, type ServerPolicy, standingOf, type Tier } from '@safeupload/server';
import { createMeasurer } from '@safeupload/server/node';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { openDevice } from './support/device.js';
import { paint } from './support/paint.js';
import { audience, type Member, openRoom, origin, type Room } from './support/room.js';

const moderator = { accountId: 'night_heron', roles: ['moderator'] as const };
const dayMs = 24 * 3_600_000;

let seed = 9000;
const picture = () => paint(seed++, 'jpeg', { width: 160, height: 120 });

/** One for all rooms: the models are read once. */
const measurer = createMeasurer({ processes: 1 });
const rooms: Room[] = [];
async function openOwn(policy: Partial<ServerPolicy> = {}): Promise<Room> {
  const room = await openRoom({ measurer, policy: { ...defaultServerPolicy, ...policy } });
  rooms.push(room);
  return room;
}
afterEach(async () => {
  for (const room of rooms.splice(0)) {
    expect(room.errors).toEqual([]);
    await room.dispose();
  }
});

async function send(room: Room, member: Member, context: 'post' | 'avatar' | 'preview' = 'post') {
  return (await openDevice(room, member)).send(await picture(), context);
}
const appeal = async (room: Room, member: Member) => {
  const device = await openDevice(room, member);
  const bytes = await picture();
  return device.upload(bytes, await device.ticket(bytes), { query: '?appeal=1' });
};
const release = (room: Room, uploadId: unknown) =>
  room.verifier.decideHold({ uploadId: String(uploadId), action: 'release', by: moderator });
const attach = (room: Room, member: Member, uploadId: unknown) =>
  room.verifier.attach({
    uploadIds: [String(uploadId)],
    accountId: member.accountId,
    target: { context: 'post', id: `post-${String(uploadId)}` },
  });
const reasonsOf = async (room: Room, uploadId: unknown) =>
  (
    await room.client.query<{ reasons: { code: string }[] }>('select reasons from uploads where id = $1', [
      String(uploadId),
    ])
  ).rows[0]?.reasons.map(({ code }) => code);

describe('what an account has earned', () => {
  test.each<[Tier, number, { newcomer: boolean; lowTrust: boolean }]>([
    ['new', 0, { newcomer: true, lowTrust: true }],
    ['new', 2, { newcomer: true, lowTrust: true }],
    ['new', 3, { newcomer: false, lowTrust: true }],
    ['new', 500, { newcomer: false, lowTrust: true }],
    ['known', 0, { newcomer: false, lowTrust: true }],
    ['known', 19, { newcomer: false, lowTrust: true }],
    ['known', 20, { newcomer: false, lowTrust: false }],
    ['trusted', 0, { newcomer: false, lowTrust: false }],
  ])('tier %s with %i accepted pictures', (tier, accepted, expected) => {
    const standing = standingOf({ accountId: 'a', tier, accepted }, defaultServerPolicy);
    expect(standing).toMatchObject({ ...expected, established: !expected.lowTrust });
  });

  test('counts pictures that people released, copies once, and never the age of the account', async () => {
    const room = await openOwn();
    const sleeper = room.member('sleeper', { tier: 'new' });
    const device = await openDevice(room, sleeper);
    const bytes = await picture();
    for (let copy = 0; copy < 3; copy++) {
      const sent = await device.send(bytes);
      expect(sent.body.outcome).toBe('held');
      await release(room, sent.body.uploadId);
    }
    room.advance(400 * dayMs);
    expect(await room.verifier.trustOf({ accountId: 'sleeper', tier: 'new' })).toMatchObject({
      accepted: 1,
      newcomer: true,
      remotePictures: false,
    });
  });
});

describe("a newcomer's pictures", () => {
  test('wait for a person, whatever they show, until three were released', async () => {
    const room = await openOwn();
    const parent = room.member('parent', { tier: 'new' });
    for (let released = 0; released < 3; released++) {
      const sent = await send(room, parent);
      expect(sent.body.outcome).toBe('held');
      expect(await reasonsOf(room, sent.body.uploadId)).toEqual(['newcomer']);
      const [held] = await attach(room, parent, sent.body.uploadId);
      expect(held).toMatchObject({ outcome: 'held', pictures: [], receipt: null });
      await release(room, sent.body.uploadId);
      expect(await room.verifier.status(String(sent.body.uploadId))).toMatchObject({ outcome: 'allowed' });
    }
    expect((await send(room, parent)).body.outcome).toBe('allowed');
  });

  test('of known and trusted members nothing waits', async () => {
    const room = await openOwn();
    for (const tier of ['known', 'trusted'] as const) {
      expect((await send(room, room.member(`one-${tier}`, { tier }))).body.outcome).toBe('allowed');
    }
  });

  test('are two at a time; a third gets 429, plain words and no outcome, until somebody has looked', async () => {
    const room = await openOwn();
    const parent = room.member('parent', { tier: 'new' });
    const first = await send(room, parent);
    expect((await send(room, parent)).body.outcome).toBe('held');
    const third = await send(room, parent);
    expect(third.status).toBe(429);
    expect(third.body).toMatchObject({ code: 'holds-waiting' });
    expect(third.body.outcome).toBeUndefined();
    expect(String(third.body.message)).toContain('waiting for a person');
    expect(third.headers.get('retry-after')).toBeNull();
    await release(room, first.body.uploadId);
    expect((await send(room, parent)).body.outcome).toBe('held');
  });

  test('are two at a time also when ten come side by side', async () => {
    const room = await openOwn();
    const crowd = room.member('crowd', { tier: 'new' });
    const devices = await Promise.all(Array.from({ length: 10 }, () => openDevice(room, crowd.elsewhere())));
    const answers = await Promise.all(devices.map(async (device) => device.send(await picture())));
    const said = answers.map(({ body }) => body.code ?? body.outcome).sort();
    expect(said).toEqual(['held', 'held', ...Array.from({ length: 8 }, () => 'holds-waiting')]);
    const { rows } = await room.client.query('select id from uploads');
    expect(rows).toHaveLength(2);
    // What was turned away left its blobs loose; they go.
    room.advance(16 * 60_000);
    await room.verifier.reap();
    expect((await room.client.query('select key from loose_blobs')).rows).toEqual([]);
  });

  test('leave an appeal its own slot', async () => {
    const room = await openOwn();
    const parent = room.member('parent', { tier: 'new' });
    await send(room, parent);
    await send(room, parent);
    expect((await appeal(room, parent)).body.outcome).toBe('held');
    expect((await appeal(room, parent)).body.code).toBe('holds-waiting');
  });

  test('get their stored answer again when the response was lost, also with both slots taken', async () => {
    const room = await openOwn();
    const parent = room.member('parent', { tier: 'new' });
    const device = await openDevice(room, parent);
    const bytes = await picture();
    const token = await device.ticket(bytes);
    const sent = await device.upload(bytes, token);
    await send(room, parent);
    expect((await device.upload(bytes, token)).body).toEqual(sent.body);
  });

  test('get one answer when the same upload reaches two servers at once and takes the last slot', async () => {
    const room = await openOwn();
    const second = await room.another();
    const parent = room.member('parent', { tier: 'new' });
    await send(room, parent);
    const device = await openDevice(room, parent);
    const bytes = await picture();
    const token = await device.ticket(bytes);
    const headers = { origin, cookie: parent.cookie, 'content-type': 'image/jpeg', 'safe-upload-claim': token };
    const [here, there] = await Promise.all([
      device.upload(bytes, token),
      second.fetch(new Request(`${audience}/upload`, { method: 'POST', headers, body: bytes })),
    ]);
    expect(here.body).toMatchObject({ outcome: 'held' });
    expect(await there.json()).toEqual(here.body);
    await second.dispose();
  });

  test('come by every way: without a claim, and through screen()', async () => {
    const room = await openOwn();
    const parent = room.member('parent', { tier: 'new' });
    const plain = await room.send('/upload?context=post', parent, {
      body: await picture(),
      headers: {
        'content-type': 'image/jpeg',
        'idempotency-key': toBase64url(crypto.getRandomValues(new Uint8Array(16))),
      },
    });
    expect(plain.body.outcome).toBe('held');
    const order = { accountId: 'parent', tier: 'new', context: 'import' } as const;
    expect(await room.verifier.screen(await picture(), order)).toMatchObject({ outcome: 'held' });
    await expect(room.verifier.screen(await picture(), order)).rejects.toMatchObject({ code: 'holds-waiting' });
    const { rows } = await room.client.query<{ route: string }>('select route from uploads order by route');
    expect(rows.map(({ route }) => route)).toEqual(['server', 'unclaimed']);
  });

  test('need not wait in uses the policy leaves out, nor while somebody is on duty', async () => {
    const avatarsOnly = await openOwn({ newcomers: { ...defaultServerPolicy.newcomers, waitIn: ['avatar'] } });
    const parent = avatarsOnly.member('parent', { tier: 'new' });
    expect((await send(avatarsOnly, parent)).body.outcome).toBe('allowed');
    expect((await send(avatarsOnly, parent, 'avatar')).body.outcome).toBe('held');

    const always = { timeZone: 'Europe/London', from: '00:00', until: '23:59' };
    const onDuty = await openOwn({ newcomers: { ...defaultServerPolicy.newcomers, coverHours: [always] } });
    const now = new Date(onDuty.now());
    // One minute of the day is not covered: keep away from it.
    if (now.getUTCMinutes() >= 58) onDuty.advance(5 * 60_000);
    expect((await send(onDuty, onDuty.member('other', { tier: 'new' }))).body.outcome).toBe('allowed');
  });
});

describe('previews and pictures from addresses', () => {
  test('are off for low trust and on for established members', async () => {
    const room = await openOwn();
    const known = room.member('known-one');
    expect(await send(room, known, 'preview')).toMatchObject({ status: 403, body: { code: 'use-off' } });
    const remote = { context: 'avatar', remote: true } as const;
    await expect(
      room.verifier.screen(await picture(), { ...remote, accountId: 'known-one', tier: 'known' }),
    ).rejects.toMatchObject({ code: 'use-off' });
    const trusted = room.member('old-hand', { tier: 'trusted' });
    expect((await send(room, trusted, 'preview')).body.outcome).toBe('allowed');
    expect(
      await room.verifier.screen(await picture(), { ...remote, accountId: 'old-hand', tier: 'trusted' }),
    ).toMatchObject({ outcome: 'allowed' });
    expect(await room.verifier.trustOf({ accountId: 'old-hand', tier: 'trusted' })).toMatchObject({
      remotePictures: true,
    });
  });
});

describe('the policy of the night', () => {
  const refused = (change: unknown) => () => parseServerPolicy({ ...defaultServerPolicy, ...(change as object) });

  test('is refused where a number is out of its bounds, with both values', () => {
    expect(refused({ curtain: { ...defaultServerPolicy.curtain, lasts: 1 } })).toThrow(/policy\.curtain\.lasts/);
    expect(refused({ breaker: { ...defaultServerPolicy.breaker, accountsForForum: 1 } })).toThrow(/accountsForForum/);
    expect(refused({ breaker: { ...defaultServerPolicy.breaker, remembered: 3_600_000 } })).toThrow(/remembered/);
    expect(refused({ newcomers: { ...defaultServerPolicy.newcomers, waitIn: ['wall'] } })).toThrow(/waitIn/);
    const nowhere = { timeZone: 'Mars/Olympus', from: '08:00', until: '22:00' };
    expect(refused({ newcomers: { ...defaultServerPolicy.newcomers, coverHours: [nowhere] } })).toThrow(/time zone/);
  });
});

afterAll(() => measurer.dispose());
