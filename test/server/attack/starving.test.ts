import { createMeasurer } from '@safeupload/server/node';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { paint } from '../support/paint.js';
import { type Member, openRoom, type Room } from '../support/room.js';

let room: Room;
const measurer = createMeasurer({ processes: 1 });
beforeAll(async () => {
  await measurer.ready();
  room = await openRoom({ measurer });
});
afterAll(async () => {
  await room.dispose();
  await measurer.dispose();
});

let count = 0;
const send = (bytes: Uint8Array<ArrayBuffer>, member: Member) => {
  count += 1;
  return room.send('/upload?context=post', member, {
    body: bytes,
    headers: { 'content-type': 'image/webp', 'idempotency-key': `key-${count}`.padEnd(24, '0') },
  });
};

test('one account that sends the dearest pictures there are does not keep others from being screened', async () => {
  // 40 bytes that take as long to measure as any file may.
  const dear = new Uint8Array(
    await sharp({ create: { width: 7000, height: 7000, channels: 3, background: '#777' } })
      .webp({ lossless: true, effort: 0 })
      .toBuffer(),
  );
  expect(dear.length).toBeLessThan(1_000);
  // No newcomer: of those two wait and the rest is not even taken.
  const flooding = room.member('flood');
  const flood = Array.from({ length: 30 }, () => send(dear, flooding));
  await new Promise((resolve) => setTimeout(resolve, 500));
  const answer = await send(await paint(51), room.member('anna', { tier: 'trusted' }));
  expect(answer.body.outcome).toBe('allowed');
  // The flood itself is not lost: what could not be measured in its account's own line waits for a person.
  const outcomes = (await Promise.all(flood)).map(({ status, body }) => `${status} ${body.outcome}`);
  for (const outcome of outcomes) expect(['200 held', '200 allowed']).toContain(outcome);
});
