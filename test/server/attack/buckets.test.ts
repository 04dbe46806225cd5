import type { Identity, ServerPolicy } from '@safeupload/server';
import { type BucketKind, type BucketRule, type BucketScope, defaultServerPolicy } from '@safeupload/server';
import { afterEach, describe, expect, test } from 'vitest';
import { type Device, openDevice } from '../support/device.js';
import { withPayload } from '../support/forge.js';
import { paint } from '../support/paint.js';
import { type Answer, audience, codeOf, type Member, openRoom, origin, type Room } from '../support/room.js';

// What stops one account, key or network from asking without end, whatever server, session or address it asks by.

let room: Room;
afterEach(() => room.dispose());

/** The default policy with other rules for some buckets. */
function withRules(
  changes: Partial<Record<BucketKind, Partial<Record<BucketScope, BucketRule>>>>,
  refusalCost = defaultServerPolicy.buckets.refusalCost,
): ServerPolicy {
  const { rules } = defaultServerPolicy.buckets;
  const changed = Object.fromEntries(
    Object.entries(rules).map(([kind, scopes]) => [kind, { ...scopes, ...Reflect.get(changes, kind) }]),
  ) as typeof rules;
  return { ...defaultServerPolicy, buckets: { rules: changed, refusalCost } };
}

const few = (burst: number, perMinute = 1): BucketRule => ({ burst, perMinute });

async function challengeOrder(device: Device): Promise<unknown> {
  const { kty, crv, x, y } = await crypto.subtle.exportKey('jwk', device.keys.publicKey);
  return { key: { kty, crv, x, y }, count: 1, context: 'post' };
}

function expectLimited(answer: Answer): void {
  expect(answer.status).toBe(429);
  expect(codeOf(answer)).toBe('rate-limited');
  expect(answer.body.retryAfterSeconds).toBeGreaterThan(0);
  expect(answer.headers.get('retry-after')).toBe(String(answer.body.retryAfterSeconds));
}

/** Tokens of each bucket of this kind, by scope; a bucket that nobody used is not there. */
async function tokensOf(kind: BucketKind): Promise<Record<string, number>> {
  const { rows } = await room.client.query<{ key: string; tokens: number }>(
    'select key, tokens from buckets where starts_with(key, $1) order by key',
    [`${kind} `],
  );
  return Object.fromEntries(rows.map(({ key, tokens }) => [key.split(' ')[1] ?? '', tokens]));
}

describe('whose buckets', () => {
  test('an account’s, in however many sessions, at however many servers, and after a restart', async () => {
    room = await openRoom({ policy: withRules({ challenge: { account: few(3) } }) });
    const ann = room.member('ann');
    const json = await challengeOrder(await openDevice(room, ann));
    const elsewhere = await room.another();
    const ask = (verifier: typeof elsewhere, member: Member) =>
      verifier.fetch(
        new Request(`${audience}/challenge`, {
          method: 'POST',
          headers: { origin, cookie: member.cookie, 'content-type': 'application/json' },
          body: JSON.stringify(json),
        }),
      );
    expect((await ask(room.verifier, ann.elsewhere())).status).toBe(200);
    expect((await ask(elsewhere, ann.elsewhere())).status).toBe(200);
    expect((await ask(room.verifier, ann)).status).toBe(200);
    expect((await ask(elsewhere, ann)).status).toBe(429);
    expectLimited(await room.send('/challenge', ann, { json }));
    await elsewhere.dispose();
    const restarted = await room.another();
    expect((await ask(restarted, ann.elsewhere())).status).toBe(429);
    expect((await ask(restarted, room.member('ben'))).status).toBe(200);
    room.advance(60_001);
    expect((await ask(restarted, ann.elsewhere())).status).toBe(200);
    expect((await ask(restarted, ann)).status).toBe(429);
    await restarted.dispose();
  });

  test('a device key’s, whichever account it signs for, once it has signed', async () => {
    room = await openRoom({ policy: withRules({ precheck: { key: few(2) } }) });
    const ann = room.member('ann');
    const device = await openDevice(room, ann);
    const bytes = await paint(71);
    const precheck = async (token: string) => room.send('/precheck', ann, { json: { claim: token } });
    for (let asked = 0; asked < 2; asked++) {
      expect((await precheck(await device.ticket(bytes))).body).toEqual({ v: 1, proceed: true });
    }
    // Nobody empties another's bucket by naming her key: this claim is signed by somebody else.
    const forged = await device.sign(
      await device.claim(bytes, await device.challenge()),
      (await openDevice(room, room.member('ben'))).keys,
    );
    expect(codeOf(await precheck(forged))).toBe('signature-invalid');
    expectLimited(await precheck(await device.ticket(bytes)));
    // Another key of the same account.
    expect((await (await openDevice(room, ann)).send(bytes)).status).toBe(200);
  });

  test('a network’s: /24 and /56, and no address stands in the database', async () => {
    const peers: Record<string, string> = {};
    const identify = (request: Request): Identity | null => {
      const accountId = request.headers.get('authorization')?.replace('Bearer ', '');
      if (accountId === undefined) return null;
      const address = peers[accountId];
      const peer = address === undefined ? {} : { peer: { address, port: 40_000 } };
      return { accountId, sessionId: `session of ${accountId}`, tier: 'known', roles: [], ...peer };
    };
    room = await openRoom({ policy: withRules({ challenge: { address: few(2) } }), identify });
    const json = await challengeOrder(await openDevice(room, room.member('nobody')));
    let accounts = 0;
    const from = async (address: string) => {
      accounts += 1;
      peers[`account-${accounts}`] = address;
      const headers = { authorization: `Bearer account-${accounts}`, cookie: null };
      return (await room.send('/challenge', null, { json, headers })).status;
    };
    expect(await from('203.0.113.7')).toBe(200);
    expect(await from('203.0.113.250')).toBe(200);
    expect(await from('::ffff:203.0.113.9')).toBe(429);
    expect(await from('203.0.114.7')).toBe(200);
    expect(await from('2001:db8:0:4100::1')).toBe(200);
    expect(await from('2001:db8:0:41ff::9')).toBe(200);
    expect(await from('2001:db8:0:4177::1')).toBe(429);
    expect(await from('2001:db8:0:4200::1')).toBe(200);
    // A host that cannot tell addresses does not make everybody share one.
    for (let asked = 0; asked < 3; asked++) expect(await from('unknown')).toBe(200);
    const { rows } = await room.client.query('select * from buckets');
    expect(JSON.stringify(rows)).not.toMatch(/203\.0|2001:|db8/);
    expect(rows.filter((row) => JSON.stringify(row).includes('challenge address'))).toHaveLength(4);
  });

  test('everybody’s together', async () => {
    room = await openRoom({ policy: withRules({ challenge: { forum: few(2) } }) });
    const json = await challengeOrder(await openDevice(room, room.member('nobody')));
    for (const name of ['ann', 'ben']) {
      expect((await room.send('/challenge', room.member(name), { json })).status).toBe(200);
    }
    expectLimited(await room.send('/challenge', room.member('cleo'), { json }));
    // Nothing was taken from the one who was refused.
    const { rows } = await room.client.query(`select key, tokens from buckets where key like '% account %' order by 1`);
    expect(rows.map((row) => Object.values(Object(row)).join(' '))).toEqual([
      'challenge account ann 59',
      'challenge account ben 59',
      'challenge account cleo 60',
    ]);
  });
});

describe('what it costs', () => {
  test('a guess costs five more, also into debt; whatever happens to honest browsers does not', async () => {
    room = await openRoom({
      policy: withRules({ precheck: { account: few(20, 6) }, challenge: { account: few(1000) } }),
      banks: [{ name: 'test', meaning: 'block', severe: false, disclosable: true }],
    });
    const ann = room.member('ann');
    const device = await openDevice(room, ann);
    const bytes = await paint(72);
    const precheck = async (token: string) => codeOf(await room.send('/precheck', ann, { json: { claim: token } }));
    const left = async () => Math.round((await tokensOf('precheck')).account ?? Number.NaN);

    // Stale tickets, clocks that are off, yesterday's policy, a session that ended.
    const seconds = Math.floor(room.now() / 1000);
    expect(await precheck(await device.ticket(bytes, { iat: seconds - 400, exp: seconds - 100 }))).toBe(
      'claim-expired',
    );
    expect(await precheck(await device.ticket(bytes, { iat: seconds + 100, exp: seconds + 200 }))).toBe('claim-early');
    const unknownPolicy = { policy: { id: 'yesterday', sha256: '0'.repeat(64) } };
    expect(await precheck(await device.ticket(bytes, unknownPolicy))).toBe('policy-unknown');
    const early = await device.ticket(bytes);
    const again = ann.elsewhere();
    expect(codeOf(await room.send('/precheck', again, { json: { claim: early } }))).toBe('session-mismatch');
    expect(await left()).toBe(16);

    expect(await precheck('A.B.C')).toBe('claim-malformed');
    expect(await left()).toBe(10);
    expect(await precheck(withPayload(early, (claim) => ({ ...claim, sdk: 'bent' })))).toBe('signature-invalid');
    expect(await left()).toBe(4);
    await room.verifier.banks.add({ bank: 'test', bytes });
    const listed = await device.ticket(bytes);
    expect((await room.send('/precheck', ann, { json: { claim: listed } })).body).toMatchObject({ outcome: 'refused' });
    expect(await left()).toBe(-2);
    const limited = await room.send('/precheck', ann, { json: { claim: listed } });
    expectLimited(limited);
    expect(limited.body.retryAfterSeconds).toBe(30);
    // The answer that got lost is given again for the price of asking.
    room.advance(60_000);
    expect((await room.send('/precheck', ann, { json: { claim: listed } })).body).toMatchObject({ outcome: 'refused' });
    expect(await left()).toBe(3);
  });

  test('an upload refused for its digest or sent under another’s digest costs more, one that is no picture does not', async () => {
    room = await openRoom({
      policy: withRules({ upload: { account: few(30, 1) } }),
      banks: [{ name: 'test', meaning: 'block', severe: false, disclosable: false }],
    });
    const ann = room.member('ann');
    const device = await openDevice(room, ann);
    const [bytes, other] = [await paint(73), await paint(74)];
    const left = async () => Math.round((await tokensOf('upload')).account ?? Number.NaN);
    expect((await device.send(bytes)).body.outcome).toBe('allowed');
    expect(await left()).toBe(29);
    expect(codeOf(await device.upload(other, await device.ticket(bytes)))).toBe('digest-mismatch');
    expect(await left()).toBe(23);
    await room.verifier.banks.add({ bank: 'test', bytes: other });
    const token = await device.ticket(other);
    expect((await device.upload(other, token)).body.outcome).toBe('refused');
    expect(await left()).toBe(17);
    expect((await device.upload(other, token)).body.outcome).toBe('refused');
    expect(await left()).toBe(16);
    const words = new TextEncoder().encode('hello, this is no picture at all, only words');
    const bare = (body: Uint8Array<ArrayBuffer>) =>
      room.send('/upload?context=post', ann, {
        body,
        headers: { 'content-type': 'image/jpeg', 'idempotency-key': 'k'.repeat(24) },
      });
    expect(codeOf(await bare(words))).toBe('format-unknown');
    expect(await left()).toBe(15);
  });

  test('bytes are counted as they came, and not begun where the head says too many', async () => {
    room = await openRoom({
      policy: withRules({ byte: { account: few(50_000, 0), key: few(1e6, 0), forum: few(1e8, 0) } }),
    });
    const ann = room.member('ann');
    const device = await openDevice(room, ann);
    const bytes = await paint(75);
    expect(bytes.length).toBeLessThan(50_000);
    expect((await device.send(bytes)).body.outcome).toBe('allowed');
    const { length } = bytes;
    expect(await tokensOf('byte')).toEqual({ account: 50_000 - length, forum: 1e8 - length, key: 1e6 - length });

    const bare = (size: number, headers: Record<string, string> = {}, member = ann) =>
      room.send('/upload?context=post', member, {
        body: new Uint8Array(size),
        headers: { 'content-type': 'image/jpeg', 'idempotency-key': 'k'.repeat(24), ...headers },
      });
    // The head says more than is left: refused unread, and nothing is charged.
    expectLimited(await bare(10, { 'content-length': '49999' }));
    expect(await tokensOf('byte')).toMatchObject({ account: 50_000 - length, forum: 1e8 - length });
    // The head says nothing: read, charged in full, and the next one has to wait.
    expect(codeOf(await bare(90_000))).toBe('format-unknown');
    expect(await tokensOf('byte')).toMatchObject({ account: -40_000 - length, forum: 1e8 - 90_000 - length });
    expectLimited(await bare(10));
    // One that is too long at all is charged for what came of it.
    expect(codeOf(await bare(10_000_001, {}, room.member('ben')))).toBe('too-many-bytes');
    expect(await tokensOf('byte')).toMatchObject({ forum: 1e8 - 90_000 - length - 10_000_001 });
  });
});

test('buckets that cannot be asked are no open door', async () => {
  room = await openRoom();
  const ann = room.member('ann');
  const device = await openDevice(room, ann);
  const json = await challengeOrder(device);
  await room.client.exec('alter table buckets rename to hidden');
  const answer = await room.send('/challenge', ann, { json });
  expect(answer.status).toBe(503);
  expect(codeOf(answer)).toBe('unavailable');
  await room.client.exec('alter table hidden rename to buckets');
  expect((await room.send('/challenge', ann, { json })).status).toBe(200);
  expect(room.errors).toHaveLength(1);
});

test('what is full again is reaped', async () => {
  room = await openRoom();
  const ann = room.member('ann');
  const json = await challengeOrder(await openDevice(room, ann));
  await room.send('/challenge', ann, { json });
  expect(Object.keys(await tokensOf('challenge'))).toEqual(['account', 'forum', 'key']);
  room.advance(61_001);
  await room.verifier.reap();
  expect(await tokensOf('challenge')).toEqual({});
});
