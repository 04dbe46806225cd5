/** A member who wants the server to look instead of her device gets what the same picture gets without a claim. */
import { tiers } from '@safeupload/server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDevice } from './support/device.js';
import { paint } from './support/paint.js';
import { openRoom, type Room } from './support/room.js';

let room: Room;
beforeAll(async () => {
  room = await openRoom();
});
afterAll(() => room.dispose());

const chosen = { action: 'allow', reasons: ['member-chose-server'] } as const;

test.each(tiers)(
  '%s: the answer is that of a picture without a claim, and nothing is held against her',
  async (tier) => {
    const member = room.member(`asks-${tier}`, { tier });
    const device = await openDevice(room, member);
    const bytes = await paint(40 + tiers.indexOf(tier), 'jpeg', { width: 640, height: 480 });
    const token = await device.ticket(bytes, { verdict: chosen, pdq: [], models: [], runtime: 'none' });
    const asked = await device.upload(bytes, token);

    const other = room.member(`bare-${tier}`, { tier });
    const bare = await room.send('/upload?context=post', other, {
      method: 'POST',
      headers: { 'content-type': 'image/jpeg', 'idempotency-key': 'k'.repeat(24) },
      body: bytes,
    });
    expect([asked.status, asked.body.outcome]).toEqual([200, tier === 'new' ? 'held' : 'allowed']);
    expect(bare.body.outcome).toBe(asked.body.outcome);
  },
);
