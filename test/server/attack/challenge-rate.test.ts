import { defaultServerPolicy } from '@safeupload/server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDevice } from '../support/device.js';
import { codeOf, openRoom, type Room } from '../support/room.js';

const most = 3;
let room: Room;
beforeAll(async () => {
  const { sessions } = defaultServerPolicy;
  room = await openRoom({ policy: { ...defaultServerPolicy, sessions: { ...sessions, challengesPerMinute: most } } });
});
afterAll(() => room.dispose());

test('an account cannot fill the table of tickets by opening session after session', async () => {
  const ann = room.member('ann');
  const { keys } = await openDevice(room, ann);
  const { kty, crv, x, y } = await crypto.subtle.exportKey('jwk', keys.publicKey);
  const json = { key: { kty, crv, x, y }, count: 20, context: 'post' };
  for (let asked = 0; asked < most; asked++) {
    expect((await room.send('/challenge', ann.elsewhere(), { json })).status).toBe(200);
  }
  const refused = await room.send('/challenge', ann.elsewhere(), { json });
  expect(refused.status).toBe(429);
  expect(codeOf(refused)).toBe('rate-limited');
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  const { rows } = await room.client.query<{ count: number }>('select count(*)::int as count from nonces');
  expect(rows[0]?.count).toBe(most * 20);

  expect((await room.send('/challenge', room.member('ben'), { json })).status).toBe(200);
  room.advance(60_001);
  expect((await room.send('/challenge', ann.elsewhere(), { json })).status).toBe(200);
});
