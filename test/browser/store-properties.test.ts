/**
 * Whatever a member does and in whatever order: the list keeps its order and its machine, a pause holds, nothing is lost,
 * and what she took back is withdrawn. Random presses against the real store, over the stand-ins of store.test.ts.
 */
import { createSafeUpload, type Item, isPending, type Snapshot, transitions } from '@safeupload/sdk';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { paintedFile } from '../support/painted-file.js';
import { newRoom } from '../support/room.js';
import { scriptedScreener } from '../support/scripted-screener.js';

const picture = await paintedFile(96, 64, 'image/jpeg');
const scripts = {
  'hold.jpg': { action: 'hold', reasons: ['risk-raised'] },
  'block.jpg': { action: 'block', reasons: ['risk-high'] },
  'gap.jpg': { fails: 'worker-crashed' },
  'bad.jpg': { fails: 'too-many-pixels' },
} as const;
const fileNames = ['fine.jpg', ...Object.keys(scripts)];

const name = fc.constantFrom(...fileNames);
const row = fc.nat({ max: 5 });
const press = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('add' as const), names: fc.array(name, { minLength: 1, maxLength: 3 }) }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: 0, max: 40 }) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('settle' as const) }) },
  fc.record({ kind: fc.constant('move' as const), row, to: fc.integer({ min: -2, max: 8 }) }),
  fc.record({ kind: fc.constant('replace' as const), row, name }),
  fc.record({ kind: fc.constant('describe' as const), row, alt: fc.string() }),
  fc.record({
    kind: fc.constantFrom('cancel' as const, 'retry' as const, 'remove' as const, 'choose' as const, 'appeal' as const),
    row,
  }),
  fc.record({ kind: fc.constantFrom('pause' as const, 'resume' as const, 'look' as const) }),
);

/** True if the machine leads from one state to the other, in however many steps. */
function leads(from: Item['state'], to: Item['state']): boolean {
  const seen = new Set([from]);
  for (const state of seen) for (const next of transitions[state]) seen.add(next);
  return seen.has(to);
}

/** What must hold between any two snapshots. */
function verifyStep(before: Snapshot, after: Snapshot): void {
  const old = new Map(before.items.map((item) => [item.id, item]));
  for (const item of after.items) {
    const was = old.get(item.id);
    if (was === undefined) continue;
    expect(was.state === item.state || leads(was.state, item.state), `${was.state} to ${item.state}`).toBe(true);
    if (before.paused && after.paused) {
      const began = was.state === 'queued' && (item.state === 'preparing' || item.state === 'screening');
      const sent = (was.state === 'ready' || was.state === 'unscreened') && item.state === 'uploading';
      expect(began || sent, `${was.state} to ${item.state} while paused`).toBe(false);
    }
  }
  expect(new Set(after.items.map(({ id }) => id)).size).toBe(after.items.length);
  expect(after.pending).toBe(after.items.some(({ state }) => isPending(state)));
  expect(after.uploadIds).toEqual(after.value.map(({ uploadId }) => uploadId));
}

it('holds whatever is pressed', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(press, { minLength: 4, maxLength: 25 }), async (presses) => {
      const room = newRoom();
      const store = createSafeUpload({
        screener: scriptedScreener(scripts),
        endpoint: room.endpoint,
        context: 'post',
        limits: { firstPauseMs: 5, longestPauseMs: 20, parallelUploads: 2 },
      });
      let seen = store.getSnapshot();
      const failures: unknown[] = [];
      const withdrawn = new Set<string>();
      store.subscribe(() => {
        const now = store.getSnapshot();
        try {
          verifyStep(seen, now);
        } catch (error) {
          failures.push(error);
        }
        seen = now;
      });
      try {
        let order: string[] = [];
        const alts = new Map<string, string>();
        const file = (called: string) => new File([picture], called, { type: 'image/jpeg' });
        const itemOf = (id: string) => store.getSnapshot().items.find((item) => item.id === id);
        const takenBack = (id: string) => {
          const { uploadId } = itemOf(id) ?? {};
          if (uploadId !== undefined) withdrawn.add(uploadId);
        };
        const unsettled = () =>
          store.getSnapshot().items.filter(({ state }) => isPending(state) && state !== 'choosing').length;
        // Until nothing is on its way, or, where a pause holds it, long enough for it to have moved.
        const quiet = async () => {
          for (let turn = 0; turn < 25 && unsettled() > 0; turn += 1) {
            await new Promise((resolve) => setTimeout(resolve, 10));
          }
        };
        for (const step of presses) {
          const id = 'row' in step ? order[step.row] : undefined;
          if (step.kind === 'add') order.push(...store.add(step.names.map(file)));
          else if (step.kind === 'wait') await new Promise((resolve) => setTimeout(resolve, step.ms));
          else if (step.kind === 'settle') await quiet();
          else if (step.kind === 'pause') store.pause();
          else if (step.kind === 'resume') store.resume();
          else if (step.kind === 'look') store.setLook(store.getSnapshot().look === 'device' ? 'server' : 'device');
          else if (id === undefined) continue;
          else if (step.kind === 'move') {
            store.move(id, step.to);
            order = order.filter((other) => other !== id);
            order.splice(Math.max(0, step.to), 0, id);
          } else if (step.kind === 'replace') {
            takenBack(id);
            const next = store.replace(id, file(step.name)) ?? '';
            order = order.map((other) => (other === id ? next : other));
            alts.set(next, alts.get(id) ?? '');
          } else if (step.kind === 'describe') {
            store.describe(id, step.alt);
            alts.set(id, step.alt);
          } else if (step.kind === 'remove') {
            takenBack(id);
            store.remove(id);
            order = order.filter((other) => other !== id);
          } else if (step.kind === 'choose') store.choose(id, 'send');
          else store[step.kind](id);
          expect(store.getSnapshot().items.map((item) => item.id)).toEqual(order);
        }
        store.resume();
        await expect.poll(unsettled, { timeout: 10_000, interval: 5 }).toBe(0);
        expect(store.getSnapshot().items.map((item) => [item.id, item.alt])).toEqual(
          order.map((id) => [id, alts.get(id) ?? '']),
        );
        expect(failures).toEqual([]);
        const asked = async () => (await room.log('withdraw')).map(({ uploadId }) => uploadId);
        await expect.poll(asked, { timeout: 5_000 }).toEqual(expect.arrayContaining([...withdrawn]));
        const kept = store.getSnapshot().uploadIds;
        expect((await asked()).filter((id) => kept.includes(String(id)))).toEqual([]);
      } finally {
        store.dispose();
      }
    }),
    { numRuns: 40 },
  );
}, 180_000);
