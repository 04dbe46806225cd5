import { readFile } from 'node:fs/promises';
import {
  defaultDevicePolicy,
  digestOfPolicy,
  parseRefusalAnswer,
  parseStoppedAnswer,
  signNotice,
} from '@safeupload/sdk/core';
import { defaultServerPolicy, type Tier } from '@safeupload/server';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { slowedUntil } from '../../packages/server/src/uploads/slowed.js';
import { type Device, openDevice } from './support/device.js';
import { formOf } from './support/forge.js';
import { noticeOf, sendNotice, signedNotice } from './support/notice.js';
import { paint } from './support/paint.js';
import { type Answer, audience, codeOf, type Member, openRoom, origin, type Room } from './support/room.js';

// A device says that it stopped something. Kept of accounts without accepted pictures, for a week, and read by nothing but
// the breaker and what slows that account's own uploads.

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

let room: Room;
let bytes: Uint8Array<ArrayBuffer>;
beforeAll(async () => {
  room = await openRoom({ banks: [{ name: 'test', meaning: 'block', severe: false, disclosable: true }] });
  bytes = await paint(81);
});
afterAll(() => room.dispose());

interface Actor {
  readonly member: Member;
  readonly device: Device;
}

let actors = 0;
async function actor(tier: Tier = 'known'): Promise<Actor> {
  actors += 1;
  const member = room.member(`actor-${actors}`, { tier });
  return { member, device: await openDevice(room, member) };
}

async function keptOf({ member }: Actor): Promise<Record<string, unknown>[]> {
  const { rows } = await room.client.query<Record<string, unknown>>(
    'select * from stopped_notices where account_id = $1 order by at',
    [member.accountId],
  );
  return rows;
}

async function eventsOf({ member }: Actor): Promise<string[]> {
  const { rows } = await room.client.query<{ kind: string }>(
    'select kind from breaker_events where account_id = $1 order by id',
    [member.accountId],
  );
  return rows.map(({ kind }) => kind);
}

/** Makes pictures of this account count as accepted. */
async function accept({ device }: Actor): Promise<void> {
  const { body } = await device.send(bytes);
  await room.client.query('update uploads set accepted_at = $1 where id = $2', [room.now(), body.uploadId]);
}

const stop = async ({ member, device }: Actor) => sendNotice(room, member, await signedNotice(device));

describe('who is asked', () => {
  test.each([
    ['new', true],
    ['known', true],
    ['trusted', false],
  ] as const)('an account of tier %s without accepted pictures: %s', async (tier, asked) => {
    const someone = await actor(tier);
    const challenge = await someone.device.challenge();
    expect(challenge.policy).toEqual({ ...defaultServerPolicy.devicePolicies[tier], stoppedNotices: asked });
    const answer = await stop(someone);
    expect(answer.status).toBe(200);
    expect(parseStoppedAnswer(answer.body)).toEqual({ v: 1, received: true });
    // From whoever was not asked nothing is kept, and the answer does not tell.
    expect(await keptOf(someone)).toHaveLength(asked ? 1 : 0);
    expect(await eventsOf(someone)).toEqual(asked ? ['stopped-notice'] : []);
  });

  test('nobody any more after the first accepted picture', async () => {
    const someone = await actor();
    const before = await someone.device.challenge();
    await accept(someone);
    expect((await someone.device.challenge()).policy.stoppedNotices).toBe(false);
    const late = await signNotice(noticeOf(before), someone.device.keys.privateKey, someone.device.thumbprint);
    expect((await sendNotice(room, someone.member, late)).body).toEqual({ v: 1, received: true });
    expect(await keptOf(someone)).toEqual([]);
  });

  test('a claim under the policy that asks for notices passes, and under the bundled one', async () => {
    const { device } = await actor();
    expect((await device.challenge()).policy.stoppedNotices).toBe(true);
    expect((await device.send(bytes)).body.outcome).toBe('allowed');
    const policy = { id: defaultDevicePolicy.id, sha256: await digestOfPolicy(defaultDevicePolicy) };
    expect((await device.upload(bytes, await device.ticket(bytes, { policy }))).body.outcome).toBe('allowed');
  });
});

describe('what is kept', () => {
  test('account, use, policy and time: no ticket, key, session, address; a week long', async () => {
    const someone = await actor();
    const notice = noticeOf(await someone.device.challenge(1, 'avatar'));
    const token = await signNotice(notice, someone.device.keys.privateKey, someone.device.thumbprint);
    await sendNotice(room, someone.member, token);
    expect(await keptOf(someone)).toEqual([
      {
        id: expect.any(String),
        account_id: someone.member.accountId,
        context: 'avatar',
        policy_sha256: notice.policy.sha256,
        at: expect.any(Number),
      },
    ]);
    room.advance(7 * dayMs - minuteMs);
    await room.verifier.reap();
    expect(await keptOf(someone)).toHaveLength(1);
    room.advance(2 * minuteMs);
    await room.verifier.reap();
    expect(await keptOf(someone)).toEqual([]);
  });

  test('no more than a few in a short time', async () => {
    const someone = await actor();
    for (let sent = 0; sent < 25; sent++) {
      expect((await stop(someone)).status).toBe(200);
      room.advance(3000);
    }
    expect(await keptOf(someone)).toHaveLength(20);
    expect(await eventsOf(someone)).toHaveLength(20);
    room.advance(10 * minuteMs);
    await stop(someone);
    expect(await keptOf(someone)).toHaveLength(21);
  });

  test('nothing of it shows on the member: no decision, no signal, no upload', async () => {
    const someone = await actor();
    for (let sent = 0; sent < 3; sent++) await stop(someone);
    for (const table of ['decisions', 'signals']) {
      const { rows } = await room.client.query(`select * from ${table}`);
      expect(JSON.stringify(rows)).not.toContain(`"${someone.member.accountId}"`);
    }
    const { rows } = await room.client.query('select id from uploads where account_id = $1', [
      someone.member.accountId,
    ]);
    expect(rows).toEqual([]);
    expect(JSON.stringify(room.events)).not.toContain(`"${someone.member.accountId}"`);
  });
});

describe('a notice is one', () => {
  interface NoticeVector {
    readonly name: string;
    readonly token: string;
    readonly read: boolean;
    readonly refusal?: string;
  }
  test('every notice of the vectors gets its code', async () => {
    const file = new URL('../vectors/notices.json', import.meta.url);
    const { notices } = JSON.parse(await readFile(file, 'utf8')) as { notices: NoticeVector[] };
    for (const { name, token, read, refusal } of notices) {
      const answer = await sendNotice(room, (await actor()).member, token);
      // What can be read names a ticket that this server never issued.
      expect(answer.body.code, name).toBe(read ? 'nonce-unknown' : refusal);
      expect(parseRefusalAnswer(answer.body).code).toBe(answer.body.code);
    }
    expect(notices.length).toBeGreaterThan(30);
  });

  test('replayed it is refused, also at the same moment', async () => {
    const someone = await actor();
    const token = await signedNotice(someone.device);
    const answers = await Promise.all(Array.from({ length: 5 }, () => sendNotice(room, someone.member, token)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409, 409]);
    expect(codeOf(await sendNotice(room, someone.member, token))).toBe('nonce-replayed');
    expect(await keptOf(someone)).toHaveLength(1);
  });

  test('its ticket is spent for claims, and a claim’s for notices', async () => {
    const { member, device } = await actor();
    const first = await device.challenge();
    const token = await signNotice(noticeOf(first), device.keys.privateKey, device.thumbprint);
    expect((await sendNotice(room, member, token)).status).toBe(200);
    const claim = await device.sign(await device.claim(bytes, first));
    expect(codeOf(await device.upload(bytes, claim))).toBe('nonce-replayed');
    const second = await device.challenge();
    await room.send('/precheck', member, { json: { claim: await device.sign(await device.claim(bytes, second)) } });
    const other = await signNotice(noticeOf(second), device.keys.privateKey, device.thumbprint);
    expect(codeOf(await sendNotice(room, member, other))).toBe('nonce-replayed');
    expect(await keptOf({ member, device })).toHaveLength(1);
  });

  test('of another session, key, page, server, account or use, or stale, it is refused and not kept', async () => {
    const someone = await actor();
    const { member, device } = someone;
    const other = await actor();
    const seconds = Math.floor(room.now() / 1000);
    const sent = async (change: Parameters<typeof signedNotice>[1], by = member) =>
      codeOf(await sendNotice(room, by, await signedNotice(device, change)));
    expect(await sent({ iss: 'https://evil.example' })).toBe('issuer-mismatch');
    expect(await sent({ aud: 'https://other.example' })).toBe('audience-mismatch');
    expect(await sent({ sub: 'A'.repeat(43) })).toBe('subject-mismatch');
    expect(await sent({ context: 'avatar' })).toBe('context-mismatch');
    expect(await sent({ exp: seconds + 400 })).toBe('claim-lifetime');
    expect(await sent({ iat: seconds - 400, exp: seconds - 200 })).toBe('claim-expired');
    expect(await sent({ iat: seconds + 100, exp: seconds + 200 })).toBe('claim-early');
    expect(await sent({ policy: { id: 'mine', sha256: '0'.repeat(64) } })).toBe('policy-unknown');
    room.advance(minuteMs);
    expect(await sent({}, other.member)).toBe('session-mismatch');
    expect(await sent({}, member.elsewhere())).toBe('session-mismatch');
    const foreign = await signNotice(
      noticeOf(await device.challenge()),
      other.device.keys.privateKey,
      device.thumbprint,
    );
    expect(codeOf(await sendNotice(room, member, foreign))).toBe('signature-invalid');
    const challenge = await device.challenge();
    room.advance(11 * minuteMs);
    const late = Math.floor(room.now() / 1000);
    const old = noticeOf(challenge, { iat: late, exp: late + 60 });
    const stale = await sendNotice(room, member, await signNotice(old, device.keys.privateKey, device.thumbprint));
    expect(codeOf(stale)).toBe('nonce-expired');
    expect(await keptOf(someone)).toEqual([]);
    expect(await keptOf(other)).toEqual([]);
  });

  test('from a foreign page, from nobody, or beside anything else, it is refused', async () => {
    const { member, device } = await actor();
    const notice = await signedNotice(device);
    const code = async (by: Member | null, json: unknown, headers = {}) =>
      codeOf(await room.send('/stopped', by, { json, headers }));
    expect(await code(member, { notice }, { origin: 'https://evil.example' })).toBe('origin-refused');
    expect(await code(null, { notice })).toBe('not-signed-in');
    expect(await code(member, { notice, sha256: '0'.repeat(64) })).toBe('request-invalid');
    expect(await code(member, { claim: notice })).toBe('request-invalid');
    expect(await code(member, { notice: 7 })).toBe('claim-malformed');
    expect(codeOf(await room.send('/stopped', member))).toBe('method-not-allowed');
  });
});

describe('slowing', () => {
  const rules = defaultServerPolicy.stopped;

  test('three within ten minutes, for thirty', () => {
    const at = (...minutes: number[]) => minutes.map((minute) => minute * minuteMs);
    expect(slowedUntil([], rules)).toBeNull();
    expect(slowedUntil(at(0, 1), rules)).toBeNull();
    expect(slowedUntil(at(0, 5, 10), rules)).toBe(40 * minuteMs);
    expect(slowedUntil(at(0, 5, 11), rules)).toBeNull();
    expect(slowedUntil(at(0, 5, 11, 12), rules)).toBe(42 * minuteMs);
    expect(slowedUntil(at(0, 1, 2, 30, 60), rules)).toBe(32 * minuteMs);
  });

  const limited = (answer: Answer): number => {
    expect(answer.status).toBe(429);
    expect(codeOf(answer)).toBe('rate-limited');
    return Number(answer.body.retryAfterSeconds);
  };

  test('three notices: one upload in five minutes, for half an hour; nobody else notices', async () => {
    const someone = await actor();
    const { device, member } = someone;
    const claimed = await device.ticket(bytes);
    for (let sent = 0; sent < 2; sent++) await stop(someone);
    expect((await device.send(bytes)).body.outcome).toBe('allowed');
    expect((await device.send(bytes)).body.outcome).toBe('allowed');
    await stop(someone);
    const seconds = limited(await device.send(bytes));
    expect(seconds).toBeGreaterThan(290);
    expect(seconds).toBeLessThanOrEqual(300);
    // By form, without a claim, and by the host's own route as well.
    const form = formOf({ context: 'post', idempotency_key: 'k'.repeat(24) }, bytes);
    const inForm = () =>
      room.send('/upload', member, { body: form.body, headers: { 'content-type': form.contentType } });
    limited(await inForm());
    const order = { accountId: member.accountId, tier: 'known', context: 'post' } as const;
    await expect(room.verifier.screen(bytes, order)).rejects.toMatchObject({ code: 'rate-limited' });
    // Its ticket, its prechecks and its text are its own.
    expect((await room.send('/precheck', member, { json: { claim: claimed } })).body).toEqual({ v: 1, proceed: true });
    expect((await (await actor()).device.send(bytes)).body.outcome).toBe('allowed');

    room.advance(5 * minuteMs);
    expect((await inForm()).body.outcome).toBeDefined();
    limited(await device.send(bytes));
    room.advance(26 * minuteMs);
    for (let sent = 0; sent < 3; sent++) expect((await device.send(bytes)).status).toBe(200);
  });

  test('an appeal passes, in the query and in a form', async () => {
    const someone = await actor();
    for (let sent = 0; sent < 3; sent++) await stop(someone);
    const { device, member } = someone;
    expect((await device.send(bytes)).status).toBe(200);
    limited(await device.send(bytes));
    expect((await device.upload(bytes, await device.ticket(bytes), { query: '?appeal=1' })).body.outcome).toBe('held');
    const form = formOf({ safe_upload_claim: await device.ticket(bytes), appeal: '1', note: 'A painting.' }, bytes);
    const answer = await room.send('/upload', member, {
      body: form.body,
      headers: { 'content-type': form.contentType },
    });
    expect(answer.body.outcome).toBe('held');
    limited(await device.send(bytes));
  });

  test('a repeat whose answer got lost gets it', async () => {
    const someone = await actor();
    for (let sent = 0; sent < 3; sent++) await stop(someone);
    const token = await someone.device.ticket(bytes);
    const first = await someone.device.upload(bytes, token);
    expect(first.status).toBe(200);
    expect((await someone.device.upload(bytes, token)).body).toEqual(first.body);
  });

  test('refused prechecks and uploads by exact digest count, other refusals and quota answers do not', async () => {
    const listed = await paint(82);
    await room.verifier.banks.add({ bank: 'test', bytes: listed });
    const { device, member } = await actor();
    for (let sent = 0; sent < 4; sent++) {
      expect(codeOf(await device.upload(bytes, await device.ticket(listed)))).toBe('digest-mismatch');
      room.advance(13_000);
    }
    expect((await device.send(bytes)).body.outcome).toBe('allowed');
    const precheck = await room.send('/precheck', member, { json: { claim: await device.ticket(listed) } });
    expect(precheck.body.outcome).toBe('refused');
    expect((await device.send(listed)).body.outcome).toBe('refused');
    // An appeal of a listed picture is refused and does not count.
    const appealed = await device.upload(listed, await device.ticket(listed), { query: '?appeal=1' });
    expect(appealed.body.outcome).toBe('refused');
    // Held: a listed picture is a hit, which raises its account. But taken.
    expect((await device.send(bytes)).status).toBe(200);
    room.advance(minuteMs);
    expect((await device.send(listed)).body.outcome).toBe('refused');
    limited(await device.send(bytes));
  });

  test('many at once: one passes', async () => {
    const someone = await actor();
    for (let sent = 0; sent < 3; sent++) await stop(someone);
    const tokens = [];
    for (let made = 0; made < 6; made++) tokens.push(await someone.device.ticket(bytes));
    const answers = await Promise.all(tokens.map((token) => someone.device.upload(bytes, token)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter((answer) => codeOf(answer) === 'rate-limited')).toHaveLength(5);
  });

  test('other servers of the forum know, also after a restart', async () => {
    const someone = await actor();
    for (let sent = 0; sent < 3; sent++) await stop(someone);
    await someone.device.send(bytes);
    const restarted = await room.another();
    const token = await someone.device.ticket(bytes);
    const answer = await restarted.fetch(
      new Request(`${audience}/upload`, {
        method: 'POST',
        headers: { origin, cookie: someone.member.cookie, 'content-type': 'image/jpeg', 'safe-upload-claim': token },
        body: bytes,
      }),
    );
    expect(answer.status).toBe(429);
    await restarted.dispose();
  });
});

test('nothing broke on the way', () => {
  expect(room.errors).toEqual([]);
  expect(room.statuses.filter((status) => status >= 500)).toEqual([]);
});
