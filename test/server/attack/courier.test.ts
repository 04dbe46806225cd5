import { createServer, type Server } from 'node:http';
import type { Actor } from '@safeupload/server';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { openDevice } from '../support/device.js';
import { paint } from '../support/paint.js';
import { openRoom, type Room } from '../support/room.js';

const moderator: Actor = { accountId: 'mona', roles: ['moderator'] };

/** Uploads of one member, attached. */
async function attached(room: Room, count: number): Promise<string[]> {
  const device = await openDevice(room, room.member('ann'));
  const ids: string[] = [];
  for (let i = 0; i < count; i++) {
    const { body } = await device.send(await paint(4000 + i));
    ids.push(String(body.uploadId));
    await room.verifier.attach({
      uploadIds: [String(body.uploadId)],
      accountId: 'ann',
      target: { context: 'post', id: `p${i}` },
    });
  }
  return ids;
}

describe('a webhook that takes every request and never answers', () => {
  let silent: Server;
  let room: Room;
  const told: string[] = [];
  beforeAll(async () => {
    silent = createServer(() => undefined);
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const address = silent.address();
    if (typeof address !== 'object' || address === null) throw new Error('it does not listen');
    room = await openRoom({
      webhook: { url: `http://127.0.0.1:${address.port}/`, secret: 'a secret' },
      onDecision: (event) => void told.push(event.uploadId),
    });
  });
  afterAll(async () => {
    silent.closeAllConnections();
    silent.close();
    await room.dispose();
  });

  test('does not keep the host from learning what to purge, nor the reaper from its work', async () => {
    const ids = await attached(room, 4);
    for (const uploadId of ids) await room.verifier.takedown({ uploadId, by: moderator });
    await vi.waitFor(() => expect([...told].sort()).toEqual([...ids].sort()), { timeout: 5_000 });
    const startedAt = performance.now();
    await room.verifier.reap();
    expect(performance.now() - startedAt).toBeLessThan(30_000);
  });
});

describe('a host whose handler never answers', () => {
  test('is tried again later; meanwhile the reaper works and the verifier can be disposed of', async () => {
    const stuck: string[] = [];
    const room = await openRoom({
      onDecision: (event) => {
        stuck.push(event.uploadId);
        return new Promise<void>(() => undefined);
      },
    });
    const [uploadId] = await attached(room, 1);
    await room.verifier.takedown({ uploadId: uploadId ?? '', by: moderator });
    const startedAt = performance.now();
    await room.verifier.reap();
    await room.dispose();
    expect(performance.now() - startedAt).toBeLessThan(30_000);
    expect(stuck.length).toBeGreaterThan(0);
    expect(room.errors.map(({ where }) => where)).toContain('delivering taken-down to the host');
  }, 60_000);
});
