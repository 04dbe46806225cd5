import { toBase64url } from '@safeupload/sdk/core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDevice } from './support/device.js';
import { formOf } from './support/forge.js';
import { paint } from './support/paint.js';
import { audience, type Member, openRoom, origin, type Room } from './support/room.js';

let room: Room;
beforeAll(async () => {
  room = await openRoom();
});
afterAll(() => room.dispose());

let count = 0;
async function actor() {
  count += 1;
  const member = room.member(`member-${count}`);
  return { member, device: await openDevice(room, member), bytes: await paint(300 + count) };
}
const newKey = () => toBase64url(crypto.getRandomValues(new Uint8Array(16)));
const uploadsOf = async (member: Member) =>
  (await room.client.query('select id from uploads where account_id = $1', [member.accountId])).rows.length;

describe('the same upload again', () => {
  test('eight at once, in two processes: one upload, one answer', async () => {
    const { member, device, bytes } = await actor();
    const token = await device.ticket(bytes);
    const second = await room.another();
    const here = () => device.upload(bytes, token).then(({ body }) => body);
    const there = async () => {
      const response = await second.fetch(
        new Request(`${audience}/upload`, {
          method: 'POST',
          headers: { origin, cookie: member.cookie, 'content-type': 'image/jpeg', 'safe-upload-claim': token },
          body: bytes,
        }),
      );
      return (await response.json()) as Record<string, unknown>;
    };
    const answers = await Promise.all([here(), there(), here(), there(), here(), there(), here(), there()]);
    expect(answers[0]).toMatchObject({ outcome: 'allowed' });
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(await uploadsOf(member)).toBe(1);
    await second.dispose();
    // The loser's blobs are loose and go.
    room.advance(16 * 60_000);
    await room.verifier.reap();
    expect((await room.client.query('select key from loose_blobs')).rows).toEqual([]);
  });

  test('two claims on one ticket at once: one is taken, the other is replayed', async () => {
    const { device, bytes } = await actor();
    const claim = await device.claim(bytes, await device.challenge());
    const tokens = await Promise.all([device.sign(claim), device.sign({ ...claim, jti: 'B'.repeat(22) })]);
    const answers = await Promise.all(tokens.map((token) => device.upload(bytes, token)));
    expect(answers.map(({ body }) => body.code ?? body.outcome).sort()).toEqual(['allowed', 'nonce-replayed']);
  });

  test('without a claim, by its Idempotency-Key: also at once, not in another session', async () => {
    const { member, bytes } = await actor();
    const headers = { 'content-type': 'image/jpeg', 'idempotency-key': newKey() };
    const send = (who: Member) => room.send('/upload?context=post', who, { body: bytes, headers });
    const [first, second] = await Promise.all([send(member), send(member)]);
    expect(first.body).toMatchObject({ outcome: 'allowed' });
    expect(second.body).toEqual(first.body);
    expect((await send(member)).body).toEqual(first.body);
    expect((await send(member.elsewhere())).body.uploadId).not.toBe(first.body.uploadId);
    expect(await uploadsOf(member)).toBe(2);
  });

  test('an answer that was lost is found again hours later, and then no more', async () => {
    const { device, bytes } = await actor();
    const token = await device.ticket(bytes);
    const first = await device.upload(bytes, token);
    room.advance(5 * 3_600_000);
    await room.verifier.reap();
    expect((await device.upload(bytes, token)).body.uploadId).toBe(first.body.uploadId);
    room.advance(25 * 3_600_000);
    await room.verifier.reap();
    expect((await device.upload(bytes, token)).body.code).toBe('nonce-unknown');
  });
});

describe('other ways to send', () => {
  test('a form with its claim', async () => {
    const { member, device, bytes } = await actor();
    const form = formOf({ safe_upload_claim: await device.ticket(bytes) }, bytes);
    const answer = await room.send('/upload', member, {
      body: form.body,
      headers: { 'content-type': form.contentType },
    });
    expect(answer.body).toMatchObject({ v: 1, outcome: 'allowed' });
  });

  test('a form that the platform itself encodes, without a claim, as an appeal with a note', async () => {
    const { member, bytes } = await actor();
    const form = new FormData();
    form.set('context', 'post');
    form.set('idempotency_key', newKey());
    form.set('appeal', '1');
    form.set('note', 'It is only my garden – really.');
    form.set('file', new File([bytes], 'Garten ü.jpg', { type: 'image/jpeg' }));
    const response = await room.verifier.fetch(
      new Request(`${audience}/upload`, { method: 'POST', headers: { origin, cookie: member.cookie }, body: form }),
    );
    const answer = (await response.json()) as Record<string, unknown>;
    expect(answer).toMatchObject({ outcome: 'held' });
    const holds = await room.verifier.holds({ lane: 'ordinary', by: { accountId: 'm', roles: ['moderator'] } });
    expect(holds.find(({ uploadId }) => uploadId === answer.uploadId)?.appeal).toEqual({
      note: 'It is only my garden – really.',
    });
  });

  test.each(['raw', 'form'])('a claim is judged when the head arrives, not after its slow body: %s', async (how) => {
    const { member, device, bytes } = await actor();
    const token = await device.ticket(bytes);
    const form = formOf({ safe_upload_claim: token }, bytes);
    const whole = how === 'raw' ? bytes : form.body;
    let begun = false;
    const slowly = new ReadableStream<Uint8Array>(
      {
        pull(controller) {
          // The claim lives five minutes; its bytes take ten.
          if (!begun) room.advance(10 * 60_000 - 5000);
          begun = true;
          controller.enqueue(whole);
          controller.close();
        },
      },
      { highWaterMark: 0 },
    );
    const headers = {
      origin,
      cookie: member.cookie,
      ...(how === 'raw'
        ? { 'content-type': 'image/jpeg', 'safe-upload-claim': token }
        : { 'content-type': form.contentType }),
    };
    const response = await room.verifier.fetch(
      new Request(`${audience}/upload`, { method: 'POST', headers, body: slowly, duplex: 'half' } as RequestInit),
    );
    expect(begun).toBe(true);
    expect(await response.json()).toMatchObject({ outcome: 'allowed' });
  });

  test('a deposit is found by the digest, for a later upload and for screen', async () => {
    const { member, device, bytes } = await actor();
    const token = await device.ticket(bytes, { verdict: { action: 'block', reasons: ['risk-high'] } });
    const deposited = await room.send('/deposit', member, { json: { claim: token } });
    expect(deposited.body).toMatchObject({ v: 1, deposited: true });
    expect((await room.send('/deposit', member, { json: { claim: token } })).status).toBe(200);
    // The claim said block, so it is the claim that makes this held.
    const order = { accountId: member.accountId, tier: 'known', context: 'post' } as const;
    const answer = await room.verifier.screen(bytes, order);
    expect(answer.outcome).toBe('held');
    expect((await device.upload(bytes, token)).body).toEqual(answer);
    // The pipeline repeats: the same upload, as long as it is not attached.
    expect(await room.verifier.screen(bytes, order)).toEqual(answer);
    // Somebody else's deposit is not found.
    const other = await room.verifier.screen(bytes, { ...order, accountId: 'somebody-else' });
    expect(other.outcome).toBe('allowed');
  });

  test('screen throws what is wrong with the file, and repeats by its key', async () => {
    const order = { accountId: 'mailer', tier: 'trusted', context: 'import' } as const;
    await expect(room.verifier.screen(new TextEncoder().encode('no picture'), order)).rejects.toMatchObject({
      code: 'format-unknown',
    });
    const bytes = await paint(399);
    const idempotencyKey = newKey();
    const answer = await room.verifier.screen(bytes, { ...order, idempotencyKey });
    expect(await room.verifier.screen(bytes, { ...order, idempotencyKey })).toEqual(answer);
    await expect(room.verifier.screen(await paint(398), { ...order, idempotencyKey })).rejects.toMatchObject({
      code: 'wrong-state',
    });
    await expect(room.verifier.screen(bytes, { ...order, context: 'nowhere' as 'post' })).rejects.toMatchObject({
      code: 'options-invalid',
    });
  });

  test('a caller that is no browser: Authorization, no cookie, no Origin', async () => {
    const { member, bytes } = await actor();
    const headers = {
      origin: null,
      cookie: null,
      authorization: `Bearer ${member.sessionId}`,
      'content-type': 'application/octet-stream',
      'idempotency-key': newKey(),
    };
    expect((await room.send('/upload?context=import', member, { body: bytes, headers })).body.outcome).toBe('allowed');
  });

  test('a same-origin page without an Origin header', async () => {
    const { member, bytes } = await actor();
    const headers = {
      origin: null,
      'sec-fetch-site': 'same-origin',
      'content-type': 'image/jpeg',
      'idempotency-key': newKey(),
    };
    expect((await room.send('/upload?context=post', member, { body: bytes, headers })).body.outcome).toBe('allowed');
  });

  test('an animated GIF is published as an animation of the server’s own', async () => {
    const { device } = await actor();
    const frames = await Promise.all([401, 402, 403].map(async (seed) => Buffer.from(await paint(seed, 'png'))));
    const gif = new Uint8Array(
      await sharp(frames, { join: { animated: true } })
        .gif({ delay: [80, 80, 80] })
        .toBuffer(),
    );
    const answer = await device.send(gif);
    expect(answer.body.outcome).toBe('allowed');
  });
});

describe('limits of a session', () => {
  test('at most 50 tickets are open, also when asked for at once', async () => {
    const { member, device } = await actor();
    const jwk = (await device.challenge(10)).nonces.length;
    expect(jwk).toBe(10);
    const asked = await Promise.allSettled(Array.from({ length: 6 }, () => device.challenge(10)));
    // The ones over the limit are refusals, which do not read as challenges.
    expect(asked.filter(({ status }) => status === 'fulfilled').length).toBe(4);
    const open = await room.client.query<{ count: number }>(
      `select count(*)::int as count from nonces where session_id = $1 and state = 'open'`,
      [member.sessionId],
    );
    expect(open.rows[0]?.count).toBe(50);
    room.advance(11 * 60_000);
    expect((await device.challenge(20)).nonces.length).toBe(20);
  });

  test('at most 30 uploads a minute, then again', async () => {
    const { member } = await actor();
    const send = () =>
      room.send('/upload', member, { body: new Uint8Array(1), headers: { 'content-type': 'image/png' } });
    for (let i = 0; i < 30; i++) expect((await send()).body.code).toBe('request-invalid');
    const limited = await send();
    expect(limited.status).toBe(429);
    expect(limited.body).toMatchObject({ code: 'rate-limited' });
    expect(Number(limited.headers.get('retry-after'))).toBe(limited.body.retryAfterSeconds);
    room.advance(61_000);
    expect((await send()).body.code).toBe('request-invalid');
  });

  test('challenges: a key that is no point of the curve, a private key, a count of 0', async () => {
    const { member } = await actor();
    const key = {
      kty: 'EC',
      crv: 'P-256',
      x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
      y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
    };
    const ask = async (json: unknown) => (await room.send('/challenge', member, { json })).body.code ?? 'challenge';
    expect(await ask({ key, count: 1, context: 'post' })).toBe('challenge');
    expect(await ask({ key: { ...key, y: key.x }, count: 1, context: 'post' })).toBe('request-invalid');
    expect(await ask({ key: { ...key, d: key.x }, count: 1, context: 'post' })).toBe('request-invalid');
    expect(await ask({ key, count: 0, context: 'post' })).toBe('request-invalid');
    expect(await ask({ key, count: 21, context: 'post' })).toBe('request-invalid');
    expect(await ask({ key, count: 1, context: 'sale' })).toBe('request-invalid');
    expect(await ask('{}')).toBe('request-invalid');
  });
});

describe('what each tier is sent', () => {
  test('newcomers send files as they are; whoever has no accepted picture tells that one was stopped, trusted members never; nothing of the server’s policy goes out', async () => {
    const challengeOf = async (tier: 'new' | 'known' | 'trusted') =>
      (await openDevice(room, room.member(`tier-${tier}`, { tier }))).challenge();
    expect((await challengeOf('new')).policy).toMatchObject({ preparation: 'as-is', stoppedNotices: true });
    expect((await challengeOf('known')).policy).toMatchObject({ preparation: 'plain', stoppedNotices: true });
    const trusted = await challengeOf('trusted');
    expect(trusted.policy).toMatchObject({ preparation: 'plain', stoppedNotices: false });
    expect(trusted.sub).not.toBe((await challengeOf('known')).sub);
    expect(trusted.sub).not.toContain('tier');
  });

  test('a page of another allowed origin may read the answers, any other may not', async () => {
    const preflight = (from: string) =>
      room.verifier.fetch(new Request(`${audience}/upload`, { method: 'OPTIONS', headers: { origin: from } }));
    const allowed = await preflight(origin);
    expect(allowed.status).toBe(204);
    expect(allowed.headers.get('access-control-allow-origin')).toBe(origin);
    expect(allowed.headers.get('access-control-allow-credentials')).toBe('true');
    expect((await preflight('https://evil.example')).headers.get('access-control-allow-origin')).toBeNull();
  });

  test('nothing broke on the way', () => {
    expect(room.errors).toEqual([]);
    expect(room.statuses.filter((status) => status >= 500)).toEqual([]);
  });
});
