import { defaultServerPolicy, type Verifier } from '@safeupload/server';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { activeCurtain } from '../../packages/server/src/curtain/active-curtain.js';
import { openRoom, type Room } from './support/room.js';

// Whatever volunteers press and however often: the curtain is up from a press until it is taken down or its time is over,
// not a millisecond longer or shorter, on every server of the forum, whether or not a reaper ever runs.

const minuteMs = 60_000;
const { lasts } = defaultServerPolicy.curtain;
const vera = { by: { accountId: 'vera', roles: ['volunteer'] } } as const;
const walt = { by: { accountId: 'walt', roles: ['volunteer'] } } as const;

let room: Room;
let second: Verifier;
let now = Date.UTC(2026, 0, 10);
beforeAll(async () => {
  room = await openRoom({ clock: () => now });
  second = await room.another();
});
afterAll(async () => {
  await second.dispose();
  await room.dispose();
});

/** What somebody does, or time. */
const steps = fc.array(
  fc.oneof(
    fc.constantFrom('up' as const, 'up elsewhere' as const, 'down' as const, 'reap' as const),
    fc.integer({ min: 0, max: 3 * 60 * minuteMs }),
    // Exactly the end of an hour, and a hair before it.
    fc.constantFrom(lasts, lasts - 1, 1),
  ),
  { maxLength: 12 },
);

test('is up from a press until its end, for arbitrary presses', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (night) => {
      // Long after whatever the run before pressed.
      now += 24 * 60 * minuteMs;
      let expiresAt: number | null = null;
      const isUp = () => expiresAt !== null && now < expiresAt;
      for (const step of night) {
        if (typeof step === 'number') now += step;
        else if (step === 'reap') await room.verifier.reap();
        else if (step === 'down') {
          await second.curtain.down(vera);
          expiresAt = null;
        } else {
          await (step === 'up' ? room.verifier : second).curtain.up(step === 'up' ? vera : walt);
          expiresAt = now + lasts;
        }
        const expected = isUp() ? expiresAt : null;
        expect((await activeCurtain(room.database, now))?.expiresAt ?? null).toBe(expected);
        expect(await second.curtain.view(vera)).toMatchObject({ isUp: isUp(), expiresAt: expected });
      }
      if (expiresAt === null) return;
      expect(await activeCurtain(room.database, Math.max(now, expiresAt))).toBeNull();
      if (isUp()) expect(await activeCurtain(room.database, expiresAt - 1)).not.toBeNull();
    }),
    { numRuns: 40 },
  );
  expect(room.errors).toEqual([]);
});

test('a press that comes from a clock that was set back shortens nothing', async () => {
  now += 24 * 60 * minuteMs;
  const pressedAt = now;
  await room.verifier.curtain.up(vera);
  now -= 10 * minuteMs;
  expect(await second.curtain.up(walt)).toMatchObject({ isUp: true, expiresAt: pressedAt + lasts });
  await second.curtain.down(vera);
  // Seen from here the last one begins before the one that was taken down.
  now -= minuteMs;
  expect(await second.curtain.up(walt)).toMatchObject({ isUp: true, expiresAt: now + lasts });
  now += lasts;
  expect(await room.verifier.curtain.view(vera)).toMatchObject({ isUp: false, expiresAt: null });
});
