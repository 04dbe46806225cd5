import { isSafeUploadError } from '@safeupload/sdk/core';
import {
  type Actor,
  type DeskGroup,
  type DeskRow,
  type DeskView,
  defaultServerPolicy,
  type Tier,
} from '@safeupload/server';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { openDevice } from './support/device.js';
import { paint } from './support/paint.js';
import { openRoom, type Room } from './support/room.js';

const volunteer: Actor = { accountId: 'vera', roles: ['volunteer'] };
const moderator: Actor = { accountId: 'mona', roles: ['moderator'] };
const second: Actor = { accountId: 'milo', roles: ['moderator'] };
const officer: Actor = { accountId: 'otto', roles: ['safety'] };
const nobody: Actor = { accountId: 'nils', roles: [] };
const dayMs = 86_400_000;

let room: Room;
beforeAll(async () => {
  room = await openRoom({ banks: [{ name: 'grave', meaning: 'hold', severe: true, disclosable: false }] });
});
afterAll(() => room.dispose());
// What one test confirmed raises levels for the next hours: each test is a week of its own.
beforeEach(() => room.advance(8 * dayMs));

let seed = 7000;
let accounts = 0;
const account = (name = 'member') => `${name}-${++accounts}`;

interface Sent {
  readonly uploadId: string;
  readonly accountId: string;
}

async function send(accountId: string, tier: Tier, bytes?: Uint8Array<ArrayBuffer>): Promise<Sent> {
  const device = await openDevice(room, room.member(accountId, { tier }));
  const { body } = await device.send(bytes ?? (await paint(++seed)));
  expect(body.uploadId).toBeDefined();
  return { uploadId: String(body.uploadId), accountId };
}

async function attach({ uploadId, accountId }: Sent) {
  const target = { context: 'post', id: `post-${uploadId}` } as const;
  const [attached] = await room.verifier.attach({ uploadIds: [uploadId], accountId, target });
  return attached;
}

/** A picture that is public. */
async function shown(accountId = account('trusted'), tier: Tier = 'trusted', bytes?: Uint8Array<ArrayBuffer>) {
  const sent = await send(accountId, tier, bytes);
  const attached = await attach(sent);
  return { ...sent, address: attached?.pictures[0]?.address ?? '', receipt: attached?.receipt ?? '' };
}

/** A newcomer's picture, which waits. */
async function held(accountId = account('new'), bytes?: Uint8Array<ArrayBuffer>): Promise<Sent> {
  const sent = await send(accountId, 'new', bytes);
  await attach(sent);
  return sent;
}

const copyOf = async (bytes: Uint8Array, quality: number) =>
  new Uint8Array(await sharp(bytes).flop().jpeg({ quality }).toBuffer());
const served = async (address: string) => (await room.send(address, null)).status;
const place = async (uploadId: string) => {
  const { outcome, state } = await room.verifier.status(uploadId);
  return `${outcome} ${state}`;
};
const deskBy = (by: Actor, groupBy: 'account' | 'likeness' = 'account', lane: 'ordinary' | 'severe' = 'ordinary') =>
  room.verifier.desk({ lane, groupBy, by });
const groupOf = (view: DeskView, id: string): DeskGroup | undefined => view.groups.find((group) => group.id === id);
async function rowOf(uploadId: string, by = moderator): Promise<DeskRow | undefined> {
  const { groups } = await deskBy(by);
  return groups.flatMap(({ rows }) => rows).find((row) => row.uploadId === uploadId);
}
const report = (uploadId: string, reason: 'sexual' | 'spam' | 'child' = 'sexual', reporter = account('reporter')) =>
  room.verifier.report({ uploadId, accountId: reporter, reason, tier: 'trusted' });
const reportStates = async (uploadId: string) => {
  const { rows } = await room.client.query<{ state: string }>('select state from reports where upload_id = $1', [
    uploadId,
  ]);
  return rows.map(({ state }) => state);
};
const acceptedAt = async (uploadId: string) => {
  const { rows } = await room.client.query<{ at: number | null }>(
    'select accepted_at::float8 as at from uploads where id = $1',
    [uploadId],
  );
  return rows[0]?.at ?? null;
};
const breakerKinds = async (uploadId: string) => {
  const { rows } = await room.client.query<{ kind: string }>(
    'select kind from breaker_events where upload_id = $1 order by id',
    [uploadId],
  );
  return rows.map(({ kind }) => kind);
};
const codeThrown = (promise: Promise<unknown>) =>
  promise.then(
    () => 'nothing thrown',
    (error: unknown) => (isSafeUploadError(error) ? error.code : error),
  );

describe('what the desk shows', () => {
  test('groups by account and by likeness; near copies join the group and count', async () => {
    const bytes = await paint(++seed, 'png', { width: 320, height: 240 });
    const [one, other] = [account('new'), account('new')];
    const first = await held(one, bytes);
    const alone = await held(one);
    const copy = await held(other, await copyOf(bytes, 80));
    const byAccount = await deskBy(moderator);
    expect(groupOf(byAccount, one)).toMatchObject({ kind: 'account', waiting: 2, urgent: false });
    expect(groupOf(byAccount, one)?.rows.map(({ uploadId }) => uploadId)).toEqual([first.uploadId, alone.uploadId]);
    const byLikeness = await deskBy(moderator, 'likeness');
    const group = groupOf(byLikeness, first.uploadId);
    expect(group).toMatchObject({ kind: 'likeness', waiting: 2 });
    expect(group?.rows.map(({ uploadId, copies }) => [uploadId, copies])).toEqual([
      [first.uploadId, 2],
      [copy.uploadId, 2],
    ]);
    expect(groupOf(byLikeness, alone.uploadId)?.rows[0]?.copies).toBe(1);
    expect(byAccount.waiting).toBe(byLikeness.waiting);
    expect(byAccount.waiting).toBeGreaterThanOrEqual(3);
  });

  test('each row tells of the account, the way it came and why it waits, in sentences and without any score', async () => {
    const sent = await held();
    const row = await rowOf(sent.uploadId);
    expect(row).toEqual({
      uploadId: sent.uploadId,
      accountId: sent.accountId,
      tier: 'new',
      accountSince: expect.any(Number),
      accountSinceIsHosts: false,
      accepted: 0,
      context: 'post',
      outcome: 'held',
      state: 'attached',
      route: 'claimed',
      at: expect.any(Number),
      reasons: ["It is one of this account's first pictures. Those wait for a person, whatever they show."],
      appeal: null,
      attachedTo: { context: 'post', id: `post-${sent.uploadId}` },
      hiddenBy: null,
      openReports: {},
      clusterId: sent.uploadId,
      copies: 1,
      othersDecided: [],
      looks: 0,
      format: 'jpeg',
      width: 320,
      height: 240,
      mayLook: true,
    });
    expect(Math.abs((row?.accountSince ?? 0) - room.now())).toBeLessThan(60_000);
    await room.client.query('update accounts set since = 1500 where account_id = $1', [sent.accountId]);
    expect(await rowOf(sent.uploadId)).toMatchObject({ accountSince: 1500, accountSinceIsHosts: true });
    expect(JSON.stringify(await deskBy(moderator))).not.toMatch(/score|risk|distance|evidence|0\.\d/);
  });

  test('what is hidden or reported stands at the top, before what waited longer', async () => {
    const waiting = await held();
    room.advance(60_000);
    const hidden = await shown();
    await room.verifier.hide({ uploadId: hidden.uploadId, by: volunteer, reason: 'please look' });
    const reported = await shown();
    await report(reported.uploadId);
    await report(reported.uploadId, 'spam');
    const view = await deskBy(volunteer);
    const ids = view.groups.map(({ id }) => id);
    expect(ids.indexOf(hidden.accountId)).toBeLessThan(ids.indexOf(waiting.accountId));
    expect(ids.indexOf(reported.accountId)).toBeLessThan(ids.indexOf(waiting.accountId));
    expect(groupOf(view, hidden.accountId)).toMatchObject({ urgent: true, waiting: 1 });
    expect(groupOf(view, reported.accountId)?.urgent).toBe(true);
    expect(groupOf(view, waiting.accountId)?.urgent).toBe(false);
    const [hiddenRow] = groupOf(view, hidden.accountId)?.rows ?? [];
    expect(hiddenRow).toMatchObject({ outcome: 'allowed', state: 'hidden', hiddenBy: 'person' });
    expect(hiddenRow?.reasons[0]).toMatch(
      /^Somebody on duty hid it on \d+ \w+ \d\d:\d\d UTC, until a person has looked\.$/,
    );
    expect(hiddenRow?.reasons[1]).toBe('They wrote: “please look”');
    const [reportedRow] = groupOf(view, reported.accountId)?.rows ?? [];
    // Two reports of established members weigh enough: it is hidden.
    expect(reportedRow).toMatchObject({ state: 'hidden', hiddenBy: 'report', openReports: { sexual: 1, spam: 1 } });
    expect(reportedRow?.reasons).toContain('Members reported it: sexual, spam.');
    await room.verifier.decideHold({ uploadId: reported.uploadId, action: 'release', by: moderator });
  });

  test('a picture that is still shown but was reported has a row; what nobody reported has none', async () => {
    const reported = await shown();
    const quiet = await shown();
    await report(reported.uploadId, 'spam');
    expect(await rowOf(reported.uploadId)).toMatchObject({
      outcome: 'allowed',
      state: 'attached',
      hiddenBy: null,
      openReports: { spam: 1 },
    });
    expect(await rowOf(quiet.uploadId)).toBeUndefined();
  });

  test('says what people decided about its copies and its account, newest first, unless it was undone', async () => {
    const bytes = await paint(++seed, 'png', { width: 320, height: 240 });
    const accountId = account('new');
    const first = await held(account('new'), bytes);
    const ownOther = await held(accountId);
    await room.verifier.decideHold({ uploadId: first.uploadId, action: 'reject', by: moderator });
    room.advance(60_000);
    await room.verifier.decideHold({ uploadId: ownOther.uploadId, action: 'release', by: second });
    const later = await held(accountId, await copyOf(bytes, 70));
    const row = await rowOf(later.uploadId);
    expect(row?.othersDecided).toEqual([
      expect.stringMatching(/^A moderator released another picture of this account on \d+ \w+ \d\d:\d\d UTC\.$/),
      expect.stringMatching(/^A moderator rejected a copy of it on \d+ \w+ \d\d:\d\d UTC\.$/),
    ]);
    expect(row?.reasons).toContain(
      'It looks like a picture that a person rejected. Likeness can be accidental or forged.',
    );
    await room.verifier.undo({ uploadId: first.uploadId, by: moderator });
    expect((await rowOf(later.uploadId))?.othersDecided).toHaveLength(1);
  });

  test('asks as many questions for sixty rows as for one, and shows fifty of a group', async () => {
    const accountId = account('many');
    const { uploadId } = await held(accountId);
    const query = vi.spyOn(room.client, 'query');
    await deskBy(moderator);
    const asked = query.mock.calls.length;
    await room.client.query(
      `insert into uploads select (jsonb_populate_record(u, jsonb_build_object(
         'id', u.id || '-' || n, 'cluster_id', u.id || '-' || n, 'created_at', u.created_at + n))).*
       from uploads u, generate_series(1, 60) n where u.id = $1`,
      [uploadId],
    );
    query.mockClear();
    const view = await deskBy(moderator);
    expect(query.mock.calls.length).toBe(asked);
    expect(asked).toBeGreaterThan(5);
    expect(asked).toBeLessThan(20);
    query.mockRestore();
    const group = groupOf(view, accountId);
    expect(group?.rows).toHaveLength(50);
    expect(group).toMatchObject({ waiting: 61 });
    expect(group?.rows[0]?.uploadId).toBe(uploadId);
    const pressed = await room.verifier.decideGroup({
      kind: 'account',
      id: accountId,
      lane: 'ordinary',
      action: 'reject',
      by: moderator,
    });
    expect(pressed.uploadIds).toHaveLength(61);
    expect(pressed.left).toBe(0);
  });
});

describe('who may do what', () => {
  test('volunteers see rows and hide; they neither look, release, reject nor take down, nor see the severe lane', async () => {
    const waiting = await held();
    const published = await shown();
    const id = waiting.uploadId;
    expect((await rowOf(id, volunteer))?.mayLook).toBe(false);
    expect((await rowOf(id, officer))?.mayLook).toBe(true);
    expect(await codeThrown(deskBy(nobody))).toBe('role-missing');
    expect(await codeThrown(deskBy(volunteer, 'account', 'severe'))).toBe('role-missing');
    const { decideHold, decideGroup, look, takedown, hide } = room.verifier;
    for (const by of [volunteer, nobody]) {
      expect(await codeThrown(look({ uploadId: id, by, size: 'small' }))).toBe('role-missing');
      expect(await codeThrown(decideHold({ uploadId: id, action: 'release', by }))).toBe('role-missing');
      expect(await codeThrown(decideHold({ uploadId: id, action: 'reject', by, bank: true }))).toBe('role-missing');
      expect(await codeThrown(takedown({ uploadId: published.uploadId, by }))).toBe('role-missing');
      const group = { kind: 'account', id: waiting.accountId, lane: 'ordinary', action: 'reject', by } as const;
      expect(await codeThrown(decideGroup(group))).toBe('role-missing');
    }
    expect(await codeThrown(hide({ uploadId: published.uploadId, by: nobody }))).toBe('role-missing');
    await hide({ uploadId: published.uploadId, by: volunteer });
    expect(await served(published.address)).toBe(404);
    expect(await codeThrown(decideHold({ uploadId: published.uploadId, action: 'release', by: volunteer }))).toBe(
      'role-missing',
    );
  });

  test('a volunteer puts a draft on hold; it waits until a person looked', async () => {
    const draft = await send(account('trusted'), 'trusted');
    expect(await place(draft.uploadId)).toBe('allowed unattached');
    await room.verifier.hide({ uploadId: draft.uploadId, by: volunteer, reason: 'odd' });
    expect(await attach(draft)).toMatchObject({ outcome: 'held', pictures: [], receipt: null });
    expect((await rowOf(draft.uploadId))?.reasons).toEqual([
      'They wrote: “odd”',
      'Somebody on duty wants it to wait until a person has looked.',
    ]);
    await room.verifier.decideHold({ uploadId: draft.uploadId, action: 'release', by: moderator });
    expect(await place(draft.uploadId)).toBe('allowed attached');
  });

  test('a volunteer shows again what she hid, but not what was reported since, nor what else is behind', async () => {
    const one = await shown();
    await room.verifier.hide({ uploadId: one.uploadId, by: volunteer });
    await room.verifier.undo({ uploadId: one.uploadId, by: volunteer });
    expect(await served(one.address)).toBe(200);
    await room.verifier.hide({ uploadId: one.uploadId, by: volunteer });
    await report(one.uploadId);
    expect(await codeThrown(room.verifier.undo({ uploadId: one.uploadId, by: volunteer }))).toBe('role-missing');
    await room.verifier.undo({ uploadId: one.uploadId, by: moderator });
    expect(await served(one.address)).toBe(200);
    // What reports hid is released by somebody who looked, and undone by nobody.
    const fresh = await shown(account('known'), 'known');
    await report(fresh.uploadId);
    expect(await place(fresh.uploadId)).toBe('allowed hidden');
    for (const by of [volunteer, moderator]) {
      expect(await codeThrown(room.verifier.undo({ uploadId: fresh.uploadId, by }))).toBe('wrong-state');
    }
  });

  test('only the safety officer looks at and releases what is severe, also hidden', async () => {
    const bytes = await paint(++seed, 'png', { width: 320, height: 240 });
    await room.verifier.banks.add({ bank: 'grave', bytes });
    const { uploadId } = await held(account('known'), await copyOf(bytes, 85));
    expect(await rowOf(uploadId)).toBeUndefined();
    const severe = await deskBy(moderator, 'account', 'severe');
    const row = severe.groups.flatMap(({ rows }) => rows).find((one) => one.uploadId === uploadId);
    expect(row?.mayLook).toBe(false);
    expect(await codeThrown(room.verifier.look({ uploadId, by: moderator, size: 'small' }))).toBe('role-missing');
    await room.verifier.decideHold({ uploadId, action: 'release', by: officer });
    expect(await place(uploadId)).toBe('allowed attached');
    await room.verifier.hide({ uploadId, by: volunteer });
    expect(await codeThrown(room.verifier.undo({ uploadId, by: volunteer }))).toBe('role-missing');
    expect(await codeThrown(room.verifier.look({ uploadId, by: moderator, size: 'small' }))).toBe('role-missing');
    for (const by of [volunteer, moderator]) {
      expect(await codeThrown(room.verifier.decideHold({ uploadId, action: 'release', by }))).toBe('role-missing');
    }
    await room.verifier.decideHold({ uploadId, action: 'release', by: officer });
    expect(await place(uploadId)).toBe('allowed attached');
  });
});

describe('decisions', () => {
  test('a hidden picture is released to the same address with a fresh receipt; undone, it is hidden as before', async () => {
    const one = await shown();
    await room.verifier.hide({ uploadId: one.uploadId, by: volunteer });
    await room.verifier.look({ uploadId: one.uploadId, by: moderator, size: 'small' });
    await room.verifier.decideHold({ uploadId: one.uploadId, action: 'release', by: moderator });
    const after = await room.verifier.status(one.uploadId);
    expect(after).toMatchObject({ outcome: 'allowed', state: 'attached' });
    expect(after.pictures[0]?.address).toBe(one.address);
    expect(after.receipt).not.toBe(one.receipt);
    expect(await served(one.address)).toBe(200);
    expect(await acceptedAt(one.uploadId)).not.toBeNull();
    expect(await rowOf(one.uploadId)).toBeUndefined();
    await room.verifier.undo({ uploadId: one.uploadId, by: moderator });
    expect(await served(one.address)).toBe(404);
    expect(await acceptedAt(one.uploadId)).toBeNull();
    expect(await rowOf(one.uploadId)).toMatchObject({ state: 'hidden', hiddenBy: 'person' });
  });

  test('a hidden picture whose post is gone may be attached anew once it is released', async () => {
    const one = await shown();
    await room.verifier.hide({ uploadId: one.uploadId, by: volunteer });
    await room.verifier.detach({ uploadIds: [one.uploadId], accountId: one.accountId });
    await room.verifier.decideHold({ uploadId: one.uploadId, action: 'release', by: moderator });
    expect(await place(one.uploadId)).toBe('allowed unattached');
    expect((await attach(one))?.pictures[0]?.address).toBe(one.address);
  });

  test('a hidden picture that is rejected is taken down; its reports were right until that is undone', async () => {
    const one = await shown(account('known'), 'known');
    await report(one.uploadId);
    expect(await place(one.uploadId)).toBe('allowed hidden');
    await room.verifier.decideHold({ uploadId: one.uploadId, action: 'reject', by: moderator });
    expect(await place(one.uploadId)).toBe('allowed takenDown');
    expect(await reportStates(one.uploadId)).toEqual(['confirmed']);
    expect(await breakerKinds(one.uploadId)).toEqual(expect.arrayContaining(['rejected', 'report-confirmed']));
    await room.verifier.undo({ uploadId: one.uploadId, by: moderator });
    expect(await rowOf(one.uploadId)).toMatchObject({
      state: 'hidden',
      hiddenBy: 'report',
      openReports: { sexual: 1 },
    });
    expect(await reportStates(one.uploadId)).toEqual(['open']);
    expect((await breakerKinds(one.uploadId)).at(-1)).toBe('retracted');
  });

  test('a reported picture that is shown is kept as it is, and its reports were wrong; undone, they are open', async () => {
    const one = await shown();
    await report(one.uploadId, 'spam');
    await room.verifier.look({ uploadId: one.uploadId, by: moderator, size: 'full' });
    await room.verifier.decideHold({ uploadId: one.uploadId, action: 'release', by: moderator });
    expect(await room.verifier.status(one.uploadId)).toMatchObject({ state: 'attached', receipt: one.receipt });
    expect(await served(one.address)).toBe(200);
    expect(await reportStates(one.uploadId)).toEqual(['wrong']);
    expect(await rowOf(one.uploadId)).toBeUndefined();
    await vi.waitFor(() => {
      const told = room.events.filter(({ uploadId }) => uploadId === one.uploadId);
      expect(told.map(({ type }) => type)).toEqual(['kept']);
    });
    const [last] = await room.verifier.decisions({ by: moderator, most: 1 });
    expect(last).toMatchObject({ uploadId: one.uploadId, type: 'kept', canUndo: true });
    await room.verifier.undo({ uploadId: one.uploadId, by: moderator });
    expect(await reportStates(one.uploadId)).toEqual(['open']);
    expect(await served(one.address)).toBe(200);
    // Rejected instead, it goes.
    await room.verifier.decideHold({ uploadId: one.uploadId, action: 'reject', by: moderator });
    expect(await place(one.uploadId)).toBe('allowed takenDown');
    expect(await reportStates(one.uploadId)).toEqual(['confirmed']);
  });

  test('what stands at no desk is neither looked at nor decided about', async () => {
    const one = await shown();
    expect(await codeThrown(room.verifier.look({ uploadId: one.uploadId, by: officer, size: 'small' }))).toBe(
      'wrong-state',
    );
    for (const action of ['release', 'reject'] as const) {
      expect(await codeThrown(room.verifier.decideHold({ uploadId: one.uploadId, action, by: officer }))).toBe(
        'wrong-state',
      );
    }
    expect(await codeThrown(room.verifier.decideHold({ uploadId: 'none', action: 'reject', by: officer }))).toBe(
      'not-found',
    );
    expect(await codeThrown(room.verifier.takedown({ uploadId: 'none', by: officer }))).toBe('not-found');
  });

  test('all that waits of an account is rejected in one press, and nothing of others', async () => {
    const accountId = account('known');
    const [published, reported] = [await shown(accountId, 'trusted'), await shown(accountId, 'trusted')];
    const hidden = await shown(accountId, 'trusted');
    await room.verifier.hide({ uploadId: hidden.uploadId, by: volunteer });
    await report(reported.uploadId, 'spam');
    const waiting = await held(accountId);
    const others = await held();
    const order = { kind: 'account', id: accountId, lane: 'ordinary', action: 'reject', by: moderator } as const;
    const pressed = await room.verifier.decideGroup({ ...order, reason: 'a wave' });
    expect([...pressed.uploadIds].sort()).toEqual([waiting.uploadId, hidden.uploadId, reported.uploadId].sort());
    expect(pressed).toMatchObject({ hidden: 0, held: 0, left: 0 });
    expect(await place(waiting.uploadId)).toBe('held rejected');
    expect(await place(hidden.uploadId)).toBe('allowed takenDown');
    expect(await place(reported.uploadId)).toBe('allowed takenDown');
    expect(await place(published.uploadId)).toBe('allowed attached');
    expect(await place(others.uploadId)).toBe('held attached');
    expect(await codeThrown(room.verifier.decideGroup(order))).toBe('not-found');
    const decisions = await room.verifier.decisions({ by: moderator, most: 3 });
    expect(decisions.map(({ reason, canUndo }) => [reason, canUndo])).toEqual(
      Array.from({ length: 3 }, () => ['a wave', true]),
    );
    await room.verifier.undo({ uploadId: hidden.uploadId, by: moderator });
    expect(await place(hidden.uploadId)).toBe('allowed hidden');
  });

  test('all that waits of a group of like pictures is rejected in one press; at most 500, and it says what is left', async () => {
    const bytes = await paint(++seed, 'png', { width: 320, height: 240 });
    const first = await held(account('new'), bytes);
    const copy = await held(account('new'), await copyOf(bytes, 75));
    await room.client.query(
      `insert into uploads select (jsonb_populate_record(u, jsonb_build_object('id', u.id || '-' || n))).*
       from uploads u, generate_series(1, 503) n where u.id = $1`,
      [copy.uploadId],
    );
    const order = { kind: 'likeness', id: first.uploadId, lane: 'ordinary', action: 'reject', by: moderator } as const;
    const pressed = await room.verifier.decideGroup(order);
    expect(pressed.uploadIds).toHaveLength(500);
    expect(pressed.left).toBe(5);
    expect((await room.verifier.decideGroup(order)).left).toBe(0);
    expect(await place(first.uploadId)).toBe('held rejected');
    expect(await place(copy.uploadId)).toBe('held rejected');
  });

  test('of two who decide at the same moment one is told that it was decided', async () => {
    const { uploadId } = await held();
    const [one, other] = await Promise.all([
      codeThrown(room.verifier.decideHold({ uploadId, action: 'release', by: moderator })),
      codeThrown(room.verifier.decideHold({ uploadId, action: 'reject', by: second })),
    ]);
    expect([one, other].sort()).toEqual(['nothing thrown', 'wrong-state']);
  });
});

describe('those who look', () => {
  test('looks are counted for each moderator and shift; after so many the desk asks to rest', async () => {
    const { shift, looksBeforeRest } = defaultServerPolicy.wellbeing;
    const { uploadId } = await held();
    const by: Actor = { accountId: account('looker'), roles: ['moderator'] };
    expect((await deskBy(by)).wellbeing).toEqual({ looks: 0, looksBeforeRest, rest: false });
    await room.verifier.look({ uploadId, by, size: 'small' });
    await room.verifier.look({ uploadId, by, size: 'full' });
    expect((await deskBy(by)).wellbeing).toEqual({ looks: 2, looksBeforeRest, rest: false });
    expect((await deskBy(second)).wellbeing.looks).toBe(0);
    expect(await rowOf(uploadId)).toMatchObject({ looks: 2 });
    for (let more = 2; more < looksBeforeRest; more++) await room.verifier.look({ uploadId, by, size: 'small' });
    expect((await deskBy(by)).wellbeing).toEqual({ looks: looksBeforeRest, looksBeforeRest, rest: true });
    // It asks; nothing is forbidden.
    await room.verifier.look({ uploadId, by, size: 'small' });
    room.advance(shift);
    expect((await deskBy(by)).wellbeing).toEqual({ looks: 0, looksBeforeRest, rest: false });
  });

  test('each look is in the log that nobody can change, before anything is shown', async () => {
    const { uploadId } = await held();
    const by: Actor = { accountId: account('looker'), roles: ['moderator'] };
    await room.verifier.look({ uploadId, by, size: 'small' });
    await room.client.query('delete from derivatives where upload_id = $1', [uploadId]);
    expect(await codeThrown(room.verifier.look({ uploadId, by, size: 'small' }))).toBe('wrong-state');
    const { rows } = await room.client.query(
      'select action, subject, details from audit_log where by_account_id = $1',
      [by.accountId],
    );
    expect(rows).toEqual([{ action: 'looked', subject: uploadId, details: { size: 'small' } }]);
  });
});

describe('accepted pictures', () => {
  const accepted = async (accountId: string) => (await room.verifier.trustOf({ accountId, tier: 'new' })).accepted;

  test('count once released, copies once, and no more once that is undone or the picture is taken down', async () => {
    const accountId = account('new');
    const bytes = await paint(++seed, 'png', { width: 320, height: 240 });
    const one = await held(accountId, bytes);
    const copy = await held(accountId, await copyOf(bytes, 80));
    await room.verifier.decideHold({ uploadId: one.uploadId, action: 'release', by: moderator });
    await room.verifier.decideHold({ uploadId: copy.uploadId, action: 'release', by: moderator });
    expect(await accepted(accountId)).toBe(1);
    const other = await held(accountId);
    await room.verifier.decideHold({ uploadId: other.uploadId, action: 'release', by: moderator });
    expect(await accepted(accountId)).toBe(2);
    await room.verifier.undo({ uploadId: other.uploadId, by: moderator });
    expect(await accepted(accountId)).toBe(1);
    await room.verifier.takedown({ uploadId: one.uploadId, by: moderator });
    await room.verifier.takedown({ uploadId: copy.uploadId, by: moderator });
    expect(await accepted(accountId)).toBe(0);
    await room.verifier.undo({ uploadId: copy.uploadId, by: moderator });
    expect(await accepted(accountId)).toBe(1);
  });

  test('count after a week in a post without a report that is open or was right', async () => {
    const accountId = account('known');
    const bytes = await paint(++seed, 'png', { width: 320, height: 240 });
    const quiet = await shown(accountId, 'trusted', bytes);
    const copy = await shown(accountId, 'trusted', await copyOf(bytes, 80));
    const [reported, wronged] = [await shown(accountId, 'trusted'), await shown(accountId, 'trusted')];
    const draft = await send(accountId, 'trusted');
    await report(reported.uploadId, 'spam');
    await report(wronged.uploadId, 'spam');
    room.advance(defaultServerPolicy.trust.acceptedAfter - 60_000);
    await room.verifier.decideHold({ uploadId: wronged.uploadId, action: 'release', by: moderator });
    await room.verifier.undo({ uploadId: wronged.uploadId, by: moderator });
    await room.client.query(`update reports set state = 'wrong', settled_at = at where upload_id = $1`, [
      wronged.uploadId,
    ]);
    await room.verifier.reap();
    expect(await accepted(accountId)).toBe(0);
    room.advance(120_000);
    await room.verifier.reap();
    expect(await Promise.all([quiet, copy, wronged].map(({ uploadId }) => acceptedAt(uploadId)))).not.toContain(null);
    expect(await Promise.all([reported, draft].map(({ uploadId }) => acceptedAt(uploadId)))).toEqual([null, null]);
    // The copy counts with the picture.
    expect(await accepted(accountId)).toBe(2);
  });
});

test('nothing went wrong unseen', () => {
  expect(room.errors).toEqual([]);
  expect(room.statuses.filter((status) => status >= 500)).toEqual([]);
});
