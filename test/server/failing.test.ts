import { type ErrorCode, isSafeUploadError, SafeUploadError } from '@safeupload/sdk/core';
import { defaultServerPolicy, type Measurer } from '@safeupload/server';
import { createMeasurer } from '@safeupload/server/node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { paint } from './support/paint.js';
import { type Member, openRoom, type Room } from './support/room.js';

// Whatever breaks, nothing is published unscreened, nothing is lost, and nobody is told what broke.

/** What the measurer of these tests does next; null lets the real one work. */
let sabotage: (() => Promise<never>) | null = null;
let real: ReturnType<typeof createMeasurer>;
let room: Room;
const moderator = { accountId: 'mona', roles: ['moderator'] } as const;

beforeAll(async () => {
  real = createMeasurer({ processes: 1 });
  await real.ready();
  const measurer: Measurer = {
    measure: (bytes, header, options) => sabotage?.() ?? real.measure(bytes, header, options),
    dispose: () => real.dispose(),
  };
  const { limits, times } = defaultServerPolicy;
  room = await openRoom({
    measurer,
    policy: {
      ...defaultServerPolicy,
      limits: { ...limits, measureMs: 5000 },
      times: { ...times, queue: 1000, body: 400 },
    },
  });
});
afterAll(async () => {
  await room.dispose();
  await real.dispose();
});

let count = 0;
function member(): Member {
  count += 1;
  return room.member(`member-${count}`);
}

const send = (bytes: Uint8Array<ArrayBuffer>, who = member()) =>
  room.send('/upload?context=post', who, {
    body: bytes,
    headers: {
      'content-type': 'image/jpeg',
      'idempotency-key': `key-${Math.random()}`.replace('.', '-').padEnd(22, '0'),
    },
  });

const failing =
  (code: ErrorCode, details = {}) =>
  () =>
    Promise.reject(new SafeUploadError(code, 'sabotage', { details }));

describe('measuring that cannot be finished', () => {
  test.each<[string, () => Promise<never>, string]>([
    ['runs out of memory', failing('out-of-memory'), 'classifier-failed'],
    ['takes too long', failing('decode-timeout'), 'classifier-failed'],
    ['has a broken model', failing('model-failed'), 'classifier-failed'],
    ['has too many waiting', failing('decode-timeout', { queueFull: true }), 'queue-full'],
    ['throws something unheard of', () => Promise.reject(new TypeError('x is not a function')), 'classifier-failed'],
    ['never answers', () => new Promise<never>(() => {}), 'classifier-failed'],
  ])('holds where it %s; a person can still look and release', async (_, how, failure) => {
    const who = member();
    sabotage = how;
    const answer = await send(await paint(200 + count), who);
    sabotage = null;
    expect(answer.body.outcome).toBe('held');
    const uploadId = String(answer.body.uploadId);
    const row = await room.client.query<{ reasons: unknown }>('select reasons from uploads where id = $1', [uploadId]);
    expect(row.rows[0]?.reasons).toEqual([{ code: 'unfinished', failure }]);
    expect(room.errors.splice(0).map(({ where }) => where)).toEqual(['measuring an upload']);

    const order = { uploadIds: [uploadId], accountId: who.accountId, target: { context: 'post', id: 'p' } } as const;
    expect(await room.verifier.attach(order)).toMatchObject([{ outcome: 'held', receipt: null }]);
    expect((await room.verifier.look({ uploadId, by: moderator, size: 'small' })).mediaType).toMatch(/^image\//);
    await room.verifier.decideHold({ uploadId, action: 'release', by: moderator });
    const shown = await room.verifier.status(uploadId);
    expect((await room.send(shown.pictures[0]?.address ?? '', null)).status).toBe(200);
  });

  test('a release that still cannot be encoded publishes nothing and can be tried again', async () => {
    sabotage = failing('model-failed');
    const { body } = await send(await paint(290));
    const uploadId = String(body.uploadId);
    const release = () =>
      room.verifier.decideHold({ uploadId, action: 'release', by: moderator }).then(
        () => 'released',
        (error: unknown) => (isSafeUploadError(error) ? error.code : error),
      );
    expect(await release()).toBe('wrong-state');
    expect(await room.verifier.status(uploadId)).toMatchObject({ outcome: 'held' });
    sabotage = null;
    expect(await release()).toBe('released');
    room.errors.splice(0);
  });

  test('a damaged file is refused, not held', async () => {
    const bytes = await paint(291);
    // The header is whole, the pixels are cut off.
    const answer = await send(bytes.slice(0, Math.floor(bytes.length * 0.4)));
    expect(answer.status).toBe(422);
    expect(['decode-failed', 'header-invalid']).toContain(answer.body.code);
  });
});

describe('what is around it', () => {
  test('a store that cannot keep bytes: unavailable, and nothing of the upload exists', async () => {
    const broken = await room.another({
      blobs: {
        put: () => Promise.reject(new Error('ENOSPC: /secret/path')),
        get: () => Promise.resolve(null),
        delete: () => Promise.resolve(),
      },
    });
    const who = member();
    const response = await broken.fetch(
      new Request('https://forum.example/safe-upload/upload?context=post', {
        method: 'POST',
        headers: {
          origin: 'https://forum.example',
          cookie: who.cookie,
          'content-type': 'image/jpeg',
          'idempotency-key': 'k'.repeat(22),
        },
        body: await paint(292),
      }),
    );
    expect(response.status).toBe(503);
    const body: unknown = await response.json();
    expect(body).toMatchObject({ code: 'unavailable', retryAfterSeconds: 5 });
    expect(JSON.stringify(body)).not.toContain('secret');
    expect(room.errors.splice(0)).toMatchObject([{ where: 'answering a request' }]);
    const rows = await room.client.query('select 1 from uploads where account_id = $1', [who.accountId]);
    expect(rows.rows).toEqual([]);
    await broken.dispose();
  });

  test("a host's identify that throws, or answers nonsense: unavailable", async () => {
    for (const identify of [
      () => Promise.reject(new Error('session store down')),
      () => ({ accountId: '', sessionId: 's', tier: 'new', roles: [] }) as const,
    ]) {
      const verifier = await room.another({ identify });
      const response = await verifier.fetch(new Request('https://forum.example/safe-upload/status/xyz'));
      expect(response.status).toBe(503);
      await verifier.dispose();
    }
    expect(room.errors.splice(0).length).toBe(2);
  });

  test('a body that trickles in for ever ends at its time limit', async () => {
    const who = member();
    const trickle = new ReadableStream<Uint8Array>({
      async pull(controller) {
        await new Promise((resolve) => setTimeout(resolve, 50));
        controller.enqueue(Uint8Array.of(0xff));
      },
    });
    const response = await room.verifier.fetch(
      new Request('https://forum.example/safe-upload/upload?context=post', {
        method: 'POST',
        headers: {
          origin: 'https://forum.example',
          cookie: who.cookie,
          'content-type': 'image/jpeg',
          'idempotency-key': 'k'.repeat(22),
        },
        body: trickle,
        duplex: 'half',
      } as RequestInit),
    );
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: 'request-invalid' });
  });

  test('banks that cannot be asked: the picture waits', async () => {
    await room.client.query('alter table bank_entries rename to bank_entries_away');
    const answer = await send(await paint(293)).finally(() =>
      room.client.query('alter table bank_entries_away rename to bank_entries'),
    );
    expect(answer.body.outcome).toBe('held');
    expect(room.errors.splice(0).map(({ where }) => where)).toEqual(['asking the banks', 'asking the banks']);
  });

  test('a database that is gone: unavailable, never a stack trace', async () => {
    await room.client.query('alter table nonces rename to nonces_away');
    const answer = await room
      .send('/challenge', member(), {
        json: {
          key: {
            kty: 'EC',
            crv: 'P-256',
            x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
            y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
          },
          count: 1,
          context: 'post',
        },
      })
      .finally(() => room.client.query('alter table nonces_away rename to nonces'));
    expect(answer.status).toBe(503);
    expect(Object.keys(answer.body).sort()).toEqual(['code', 'message', 'retryAfterSeconds', 'v']);
    room.errors.splice(0);
  });

  test('after dispose every request is unavailable', async () => {
    const verifier = await room.another();
    await verifier.dispose();
    const response = await verifier.fetch(new Request('https://forum.example/safe-upload/jwks.json'));
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ code: 'unavailable' });
  });
});
