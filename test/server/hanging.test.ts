import { type BlobStore, defaultServerPolicy, type VerifierOptions } from '@safeupload/server';
import { afterEach, expect, test } from 'vitest';
import { openDevice } from './support/device.js';
import { paint } from './support/paint.js';
import { codeOf, openRoom, type Room } from './support/room.js';

// Sessions and blobs are the host's: both may hang, and nothing of ours may hang with them.

const limitMs = 300;
const never = () => new Promise<never>(() => undefined);
const policy = {
  ...defaultServerPolicy,
  times: { ...defaultServerPolicy.times, identify: limitMs, blob: limitMs },
};

let room: Room;
afterEach(() => room.dispose());

async function open(overrides: Partial<VerifierOptions>): Promise<void> {
  room = await openRoom({ policy, ...overrides });
}

test.each([
  ['GET', '/status/aaaaaaaaaaaaaaaaaaaaaa'],
  ['POST', '/challenge'],
  ['POST', '/precheck'],
  ['POST', '/deposit'],
  ['POST', '/upload?context=post'],
  ['POST', '/withdraw'],
])(
  'a session store that hangs makes %s %s unavailable in time, and the verifier can be disposed of',
  async (method, path) => {
    await open({ identify: never });
    const startedAt = performance.now();
    const init = method === 'GET' ? {} : { json: {} };
    const answering = room.send(path, room.member('ann'), { method, ...init });
    const disposing = room.verifier.dispose();
    const answer = await answering;
    expect(answer.status).toBe(503);
    expect(codeOf(answer)).toBe('unavailable');
    await disposing;
    expect(performance.now() - startedAt).toBeLessThan(limitMs * 5);
    expect(room.errors).toMatchObject([{ error: { code: 'network-failed' }, where: 'answering a request' }]);
  },
);

test('a blob store that hangs in writing makes an upload unavailable; sent again it is stored once', async () => {
  let hangs = false;
  let real: BlobStore | undefined;
  const blobs: BlobStore = {
    put: (key, bytes) => (hangs ? never() : (real?.put(key, bytes) ?? never())),
    get: (key) => real?.get(key) ?? never(),
    delete: (key) => real?.delete(key) ?? never(),
  };
  await open({ blobs });
  real = memoryBlobs();
  const device = await openDevice(room, room.member('ann'));
  const bytes = await paint(7001);
  const token = await device.ticket(bytes);
  hangs = true;
  const answer = await device.upload(bytes, token);
  expect(codeOf(answer)).toBe('unavailable');
  expect(room.errors.map(({ error }) => error)).toMatchObject([{ code: 'network-failed' }]);
  hangs = false;
  expect((await device.upload(bytes, token)).body.outcome).toBe('allowed');
  const { rows } = await room.client.query<{ count: number }>('select count(*)::int as count from uploads');
  expect(rows[0]?.count).toBe(1);
});

test('a blob store that hangs in reading answers 404, and one that hangs in deleting does not hang the reaper', async () => {
  const kept = memoryBlobs();
  let hangs = false;
  await open({
    blobs: {
      put: kept.put,
      get: (key) => (hangs ? never() : kept.get(key)),
      delete: (key) => (hangs ? never() : kept.delete(key)),
    },
  });
  const { body } = await (await openDevice(room, room.member('ann'))).send(await paint(7002));
  const [attached] = await room.verifier.attach({
    uploadIds: [String(body.uploadId)],
    accountId: 'ann',
    target: { context: 'post', id: 'p' },
  });
  hangs = true;
  expect((await room.send(attached?.pictures[0]?.address ?? '', null)).status).toBe(404);
  room.advance(defaultServerPolicy.times.original + 1);
  const startedAt = performance.now();
  await expect(room.verifier.reap()).rejects.toMatchObject({ code: 'network-failed' });
  expect(performance.now() - startedAt).toBeLessThan(limitMs * 10);
  hangs = false;
  await room.verifier.reap();
  const { rows } = await room.client.query('select key from loose_blobs');
  expect(rows).toEqual([]);
});

function memoryBlobs(): BlobStore {
  const kept = new Map<string, Uint8Array>();
  return {
    put: async (key, bytes) => void kept.set(key, bytes),
    get: async (key) => kept.get(key) ?? null,
    delete: async (key) => void kept.delete(key),
  };
}
