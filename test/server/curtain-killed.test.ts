import type { Database, Verifier } from '@safeupload/server';
import { drizzle } from 'drizzle-orm/pglite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Life, mortal } from './support/mortal.js';
import { isPublic, type Posted, shown } from './support/posted.js';
import { openRoom, type Room } from './support/room.js';

// A server that dies at every single step of a press and of the way back. After the press either all of it is true or
// nothing; on the way back no picture is shown twice, none is forgotten, and what stays stays.

const vera = { by: { accountId: 'vera', roles: ['volunteer'] } } as const;
const sara = { accountId: 'sara', roles: ['safety'] } as const;

let room: Room;
let clean: Posted[];
let reported: Posted;
beforeAll(async () => {
  room = await openRoom();
  clean = [await shown(room, 'one', 'known'), await shown(room, 'two', 'known')];
  reported = await shown(room, 'three', 'known');
});
afterAll(() => room.dispose());

/** A server on the same database that dies; being born takes no steps of its life. */
async function mortalVerifier(life: Life): Promise<Verifier> {
  const client = mortal(room.client, life, ['query']);
  const verifier = await room.another({ database: drizzle({ client }) as Database, onError: () => undefined });
  await verifier.reap().catch(() => undefined);
  life.steps = 0;
  return verifier;
}

const born = (): Life => ({ steps: 0, diesAt: Number.POSITIVE_INFINITY, done: 'before' });
const immortalSteps = async (act: (verifier: Verifier) => Promise<unknown>): Promise<number> => {
  const life = born();
  await act(await mortalVerifier(life));
  return life.steps;
};

/** Lives until it dies at this step, or to the end where it has fewer. */
async function dieAt(diesAt: number, done: 'before' | 'after', act: (verifier: Verifier) => Promise<unknown>) {
  const life: Life = { ...born(), done };
  const verifier = await mortalVerifier(life);
  life.diesAt = diesAt;
  await act(verifier).catch(() => undefined);
  return life.steps > diesAt;
}

/** Shown and under exactly one valid receipt, or neither. Returns which are shown. */
async function shownNow(): Promise<boolean[]> {
  const all = [...clean, reported];
  const { rows } = await room.client.query<{ id: string; receipts: number }>(
    `select u.id, (select count(*)::int from receipts r where r.upload_id = u.id and r.revoked_at is null) as receipts
     from uploads u`,
  );
  const receipts = new Map(rows.map(({ id, receipts: count }) => [id, count]));
  const shows = await Promise.all(all.map((picture) => isPublic(room, picture)));
  expect(all.map(({ uploadId }) => receipts.get(uploadId))).toEqual(shows.map((one) => (one ? 1 : 0)));
  return shows;
}

async function count(query: string): Promise<number> {
  const { rows } = await room.client.query<{ count: number }>(`select count(*)::int as count from ${query}`);
  return rows[0]?.count ?? 0;
}

async function startOver(): Promise<void> {
  await room.verifier.curtain.down(vera);
  const { state } = await room.verifier.status(reported.uploadId);
  if (state === 'hidden') {
    await room.verifier.decideHold({ uploadId: reported.uploadId, action: 'release', by: sara });
  }
  room.advance(60_000);
  expect(await shownNow()).toEqual([true, true, true]);
}

test('killed at any step of the press: nothing of it is true, or all; pressed again, all', async () => {
  const steps = await immortalSteps((verifier) => verifier.curtain.up(vera));
  expect(steps).toBeGreaterThan(10);
  await startOver();
  let deaths = 0;
  const before = { curtains: await count('curtains'), hidden: await count(`decisions where type = 'hidden'`) };
  for (let diesAt = 0; diesAt < steps; diesAt++) {
    for (const done of ['before', 'after'] as const) {
      if (await dieAt(diesAt, done, (verifier) => verifier.curtain.up(vera))) deaths += 1;
      const shows = await shownNow();
      const { isUp, hidden } = await room.verifier.curtain.view(vera);
      expect(shows).toEqual(isUp ? [false, false, false] : [true, true, true]);
      if (isUp) expect(hidden).toBe(3);
      expect(await room.verifier.curtain.up(vera)).toMatchObject({ isUp: true, hidden: 3 });
      expect(await shownNow()).toEqual([false, false, false]);
      await startOver();
    }
  }
  expect(deaths).toBeGreaterThan(steps);
  const lives = 2 * steps;
  expect((await count('curtains')) - before.curtains).toBe(lives);
  expect((await count(`decisions where type = 'hidden'`)) - before.hidden).toBe(3 * lives);
  expect(await room.verifier.audit.verify({ by: sara })).toMatchObject({ whole: true });
  expect(room.errors).toEqual([]);
}, 300_000);

test('killed at any step of the way back: nothing is shown twice or forgotten, and what was reported stays', async () => {
  let lives = 0;
  const prepare = async () => {
    await room.verifier.curtain.up(vera);
    lives += 1;
    await room.verifier.report({ uploadId: reported.uploadId, accountId: `reader-${lives}`, reason: 'spam' });
  };
  await prepare();
  const steps = await immortalSteps((verifier) => verifier.curtain.down(vera));
  expect(steps).toBeGreaterThan(30);
  await startOver();
  const again = `decisions where type = 'shown-again'`;
  const before = await count(again);
  const from = lives;
  let deaths = 0;
  for (let diesAt = 0; diesAt < steps; diesAt++) {
    for (const done of ['before', 'after'] as const) {
      await prepare();
      if (await dieAt(diesAt, done, (verifier) => verifier.curtain.down(vera))) deaths += 1;
      const shows = await shownNow();
      expect(shows[2]).toBe(false);
      expect((await room.verifier.curtain.view(vera)).returned).toBe(shows.filter((one) => one).length);
      // Another server goes on where this one ended, or the volunteer presses again.
      await room.verifier.reap();
      if ((await room.verifier.curtain.view(vera)).isUp) await room.verifier.curtain.down(vera);
      expect(await shownNow()).toEqual([true, true, false]);
      expect(await room.verifier.curtain.view(vera)).toMatchObject({ isUp: false, hidden: 3, returned: 2, staying: 1 });
      await startOver();
    }
  }
  expect(deaths).toBeGreaterThan(steps);
  expect((await count(again)) - before).toBe(2 * (lives - from));
  expect(await count('curtains where finished_at is null')).toBe(0);
  expect(await room.verifier.audit.verify({ by: sara })).toMatchObject({ whole: true });
  expect(room.errors).toEqual([]);
}, 300_000);
