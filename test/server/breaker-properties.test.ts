import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { actions, type Claim } from '@safeupload/sdk/core';
import {
  type BreakerEvent,
  breakerAt,
  type Database,
  decideOnServer,
  defaultServerPolicy,
  deviceFailures,
  type Grounds,
  migrate,
  type RaisedLevel,
  replayBreaker,
  type ServerPolicy,
  serverFailures,
  tiers,
} from '@safeupload/server';
import { drizzle } from 'drizzle-orm/pglite';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Levels, levelsReaching, readLevels } from '../../packages/server/src/breaker/read-levels.js';
import { breakerEvents } from '../../packages/server/src/database/schema.js';
import { tightened } from '../../packages/server/src/decide/tightened.js';
import { levelDemands } from '../../packages/server/src/uploads/hold-demands.js';
import { askers, breakerRules, forgedLogs, logs, moments, moreHits } from './support/arbitrary-breaker.js';
import { openDevice } from './support/device.js';
import { leavesOf, withLeaf } from './support/forge.js';
import { paint } from './support/paint.js';
import { openRoom, type Room } from './support/room.js';

// What holds for every sequence of events, and not only for those that somebody thought of.

type Rules = ServerPolicy['breaker'];
type Asker = { readonly accountId: string; readonly clusterId: string | null; readonly lowTrust: boolean };

const runs = { numRuns: 500 };

const reaching = (events: readonly BreakerEvent[], now: number, rules: Rules, asker: Asker) =>
  levelsReaching(breakerAt(events, now, rules), asker);

const withMore = (events: readonly BreakerEvent[], more: Omit<BreakerEvent, 'id'>): BreakerEvent[] => [
  ...events,
  { ...more, id: events.length + 1 },
];

const nameOf = ({ scope, lowTrustOnly }: RaisedLevel) => JSON.stringify([scope, lowTrustOnly]);
const endsOf = (events: readonly BreakerEvent[], now: number, rules: Rules) =>
  new Map(breakerAt(events, now, rules).raised.map((raised) => [nameOf(raised), raised.expiresAt]));

describe('no level allows what a lower one holds', () => {
  const grounds: fc.Arbitrary<Grounds> = fc.record({
    evidence: fc.option(
      fc
        .record({ nsfw: fc.double({ min: 0, max: 1, noNaN: true }), porn: fc.double({ min: 0, max: 1, noNaN: true }) })
        .map(({ nsfw, porn }) => ({
          models: [
            { id: 'open-nsfw', sha256: '0'.repeat(64), risk: nsfw, scores: {} },
            { id: 'mobilenet-v2', sha256: '1'.repeat(64), risk: porn, scores: {} },
          ],
        })),
    ),
    matches: fc.array(
      fc.record({
        by: fc.constantFrom('digest' as const, 'source' as const, 'fingerprint' as const),
        distance: fc.integer({ min: 0, max: 31 }),
        bank: fc.record({
          name: fc.constant('bank'),
          meaning: fc.constantFrom('block' as const, 'hold' as const, 'allow' as const),
          severe: fc.boolean(),
          disclosable: fc.boolean(),
        }),
      }),
      { maxLength: 2 },
    ),
    failures: fc.subarray([...serverFailures], { maxLength: 1 }),
    claimed: fc.option(
      fc.record({ action: fc.constantFrom(...actions), reasons: fc.subarray([...deviceFailures], { maxLength: 1 }) }),
    ),
    appealed: fc.boolean(),
    tier: fc.constantFrom(...tiers),
  });
  const levels: fc.Arbitrary<Levels> = fc.record({
    account: fc.boolean(),
    accountForgeable: fc.boolean(),
    cluster: fc.boolean(),
    forum: fc.boolean(),
  });

  const strictness = (about: Grounds, raised: Levels, asker: Pick<Asker, 'lowTrust'>) =>
    actions.indexOf(tightened(decideOnServer(about, defaultServerPolicy), levelDemands(raised, asker)).action);
  const raisedTo = (lower: Levels, higher: Levels): Levels => ({
    account: lower.account || higher.account,
    accountForgeable: lower.accountForgeable || higher.accountForgeable,
    cluster: lower.cluster || higher.cluster,
    forum: lower.forum || higher.forum,
  });

  test('whatever the upload is and whichever levels stand', () => {
    expect(actions).toEqual(['allow', 'hold', 'block']);
    fc.assert(
      fc.property(grounds, levels, levels, askers, (about, lower, more, asker) => {
        expect(strictness(about, raisedTo(lower, more), asker)).toBeGreaterThanOrEqual(strictness(about, lower, asker));
      }),
      { numRuns: 2000 },
    );
  });

  test('and no level refuses what would only have waited', () => {
    const none = { account: false, accountForgeable: false, cluster: false, forum: false };
    fc.assert(
      fc.property(grounds, levels, askers, (about, raised, asker) => {
        const before = strictness(about, none, asker);
        expect(strictness(about, raised, asker)).toBeLessThanOrEqual(Math.max(before, actions.indexOf('hold')));
      }),
      { numRuns: 2000 },
    );
  });

  test('a further hit lowers nothing, for nobody, at no moment, and ends nothing sooner', () => {
    fc.assert(
      fc.property(logs(), moreHits, moments, breakerRules, askers, grounds, (log, hit, now, rules, asker, about) => {
        const before = reaching(log, now, rules, asker);
        const after = reaching(withMore(log, hit), now, rules, asker);
        expect(raisedTo(before, after)).toEqual(after);
        expect(strictness(about, after, asker)).toBeGreaterThanOrEqual(strictness(about, before, asker));
        const ends = endsOf(withMore(log, hit), now, rules);
        for (const [name, expiresAt] of endsOf(log, now, rules)) {
          expect(ends.get(name)).toBeGreaterThanOrEqual(expiresAt);
        }
      }),
      runs,
    );
  });
});

describe('no level outlives its expiry, and none ends before it by itself', () => {
  test('with nothing new', () => {
    fc.assert(
      fc.property(logs(), moments, breakerRules, (log, now, rules) => {
        const past = log.filter(({ at }) => at <= now);
        for (const raised of breakerAt(past, now, rules).raised) {
          const standsAt = (moment: number) =>
            breakerAt(past, moment, rules).raised.some((other) => nameOf(other) === nameOf(raised));
          expect(raised.since).toBeLessThanOrEqual(now);
          expect(raised.expiresAt).toBeGreaterThan(now);
          expect(standsAt(raised.expiresAt - 1)).toBe(true);
          expect(standsAt(raised.expiresAt)).toBe(false);
        }
      }),
      runs,
    );
  });

  test('and none stands longer than its time after the last hit there is', () => {
    fc.assert(
      fc.property(logs(), breakerRules, (log, rules) => {
        const last = Math.max(0, ...log.map(({ at }) => at));
        const longest = Math.max(rules.forumLasts, rules.accountLasts, rules.forgeableLasts);
        expect(breakerAt(log, last + longest, rules)).toEqual({ level: 0, raised: [] });
      }),
      runs,
    );
  });
});

describe('replay of the log gives the same states', () => {
  test('in any order, read twice, and from what was written until then', () => {
    const shuffled = logs().chain((log) =>
      fc.record({
        log: fc.constant(log),
        again: fc.shuffledSubarray([...log, ...log], { minLength: log.length }).map((some) => [...some, ...log]),
      }),
    );
    fc.assert(
      fc.property(shuffled, moments, breakerRules, ({ log, again }, now, rules) => {
        const state = breakerAt(log, now, rules);
        expect(breakerAt(again, now, rules)).toEqual(state);
        expect(breakerAt(JSON.parse(JSON.stringify(log)) as BreakerEvent[], now, rules)).toEqual(state);
        expect(
          breakerAt(
            log.filter(({ at }) => at <= now),
            now,
            rules,
          ),
        ).toEqual(state);
        // What was forgotten is not missed.
        expect(
          breakerAt(
            log.filter(({ at }) => at > now - rules.remembered),
            now,
            rules,
          ),
        ).toEqual(state);
      }),
      runs,
    );
  });

  test('the story told afterwards is what the breaker was at every moment', () => {
    fc.assert(
      fc.property(logs(undefined, 25), fc.array(moments, { maxLength: 10 }), breakerRules, (log, asked, breaker) => {
        const story = replayBreaker(log, { breaker });
        expect(replayBreaker([...log].reverse(), { breaker })).toEqual(story);
        for (const now of asked) {
          const told = story.filter(({ at }) => at <= now);
          expect(told.at(-1)?.level ?? 0).toBe(breakerAt(log, now, breaker).level);
        }
        expect(story.at(-1)?.level ?? 0).toBe(0);
      }),
      { numRuns: 200 },
    );
  });

  test('from the database, and from the database after it was closed and opened again', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'safeupload-breaker-'));
    try {
      await fc.assert(
        fc.asyncProperty(
          logs(),
          moments,
          breakerRules,
          fc.array(askers, { maxLength: 6 }),
          async (log, now, breaker, asked) => {
            const services = { clock: () => now, policy: { ...defaultServerPolicy, breaker } };
            const answers = async (database: Database) =>
              Promise.all(asked.map((asker) => readLevels(database, asker, services)));

            let client = await PGlite.create(directory);
            let database: Database = drizzle({ client });
            await migrate(database, 0);
            await database.delete(breakerEvents);
            for (const { id: _, ...event } of log) await database.insert(breakerEvents).values(event);
            const before = await answers(database);
            await client.close();

            client = await PGlite.create(directory);
            database = drizzle({ client });
            const kept: BreakerEvent[] = await database.select().from(breakerEvents);
            expect(breakerAt(kept, now, breaker)).toEqual(breakerAt(log, now, breaker));
            expect(await answers(database)).toEqual(before);
            expect(before).toEqual(asked.map((asker) => reaching(log, now, breaker, asker)));
            await client.close();
          },
        ),
        { numRuns: 6 },
      );
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  });
});

describe('what is free to forge', () => {
  test('never reaches the forum, another account, a group of pictures or an established member', () => {
    fc.assert(
      fc.property(forgedLogs, moments, breakerRules, askers, (log, now, rules, asker) => {
        const { level, raised } = breakerAt(log, now, rules);
        expect(level).toBeLessThan(2);
        for (const { scope, lowTrustOnly } of raised) {
          if (scope.kind !== 'account') throw new Error(`what is forged raised a ${scope.kind}`);
          expect(lowTrustOnly).toBe(true);
          expect(log.filter(({ accountId }) => accountId === scope.id).length).toBeGreaterThanOrEqual(
            rules.forgeableNeeded,
          );
        }
        expect(levelDemands(reaching(log, now, rules, asker), { lowTrust: false })).toEqual([]);
      }),
      runs,
    );
  });

  test('by however many accounts', () => {
    const crowd = Array.from({ length: 3000 }, (_, index) => ({
      id: index + 1,
      at: 1_000_000 + index,
      kind: 'stopped-notice',
      accountId: `bot-${index % 1000}`,
      clusterId: 'sunset',
      uploadId: null,
    }));
    const state = breakerAt(crowd, 1_010_000, defaultServerPolicy.breaker);
    expect(state.raised.filter(({ scope, lowTrustOnly }) => scope.kind !== 'account' || !lowTrustOnly)).toEqual([]);
    expect(state.raised).toHaveLength(1000);
  });

  test('changes nothing of what hits raised, nor of any account but its own', () => {
    fc.assert(
      fc.property(logs(), forgedLogs, moments, breakerRules, (log, forged, now, rules) => {
        const own = forged
          .filter(({ kind }) => kind !== 'retracted')
          .map((event) => ({ ...event, id: log.length + event.id, accountId: 'mallory', clusterId: 'sunset' }));
        const others = (events: readonly BreakerEvent[]) =>
          breakerAt(events, now, rules).raised.filter(
            ({ scope, lowTrustOnly }) => !(lowTrustOnly && scope.kind === 'account' && scope.id === 'mallory'),
          );
        expect(others([...log, ...own])).toEqual(others(log));
      }),
      runs,
    );
  });
});

describe('a disagreement between claim and measurement', () => {
  let room: Room;
  beforeAll(async () => {
    room = await openRoom();
  });
  afterAll(() => room.dispose());

  const levelNow = async () => (await room.verifier.breaker({ by: { accountId: 'vera', roles: ['volunteer'] } })).level;
  const logged = async () => {
    const { rows } = await room.client.query<{ kind: string; account_id: string }>(
      'select kind, account_id from breaker_events order by id',
    );
    return rows;
  };
  const signalled = async () => {
    const { rows } = await room.client.query<{ count: number }>('select count(*)::int as count from signals');
    return rows[0]?.count ?? 0;
  };

  test('never moves the breaker, whatever is lied about and however often', async () => {
    const bytes = await paint(31);
    const sample = await (async () => {
      const device = await openDevice(room, room.member('sample'));
      return device.claim(bytes, await device.challenge());
    })();
    // Every leaf of what a claim says of the picture: most end in a refusal, the others in a signal.
    const lies = leavesOf(sample).filter(([field = '']) =>
      ['source', 'upload', 'pdq', 'models', 'verdict', 'runtime', 'sdk'].includes(field),
    );
    expect(lies.length).toBeGreaterThan(15);
    const far = { pdq: sample.pdq.map(({ quality }) => ({ hash: '5'.repeat(64), quality })) } satisfies Partial<Claim>;
    let stored = 0;
    for (const tier of tiers) {
      for (const [index, leaf] of lies.entries()) {
        const device = await openDevice(room, room.member(`liar-${tier}-${index}`, { tier }));
        const claim = await device.claim(bytes, await device.challenge());
        // Provable: one leaf of a claim changed for another of its type.
        const answer = await device.upload(bytes, await device.sign(withLeaf(claim, leaf) as Claim));
        expect(answer.status).toBeLessThan(500);
        if (answer.status === 200) stored += 1;
      }
      const device = await openDevice(room, room.member(`far-${tier}`, { tier }));
      for (let time = 0; time < 2; time++) await device.upload(bytes, await device.ticket(bytes, far));
    }
    expect(stored).toBeGreaterThan(10);
    expect(await signalled()).toBeGreaterThan(5);
    expect(await logged()).toEqual([]);
    expect(await levelNow()).toBe(0);
  }, 240_000);

  test('adds nothing to what the picture itself is logged for', async () => {
    const trigger = new Uint8Array(await readFile(new URL('../fixtures/triggers/both.png', import.meta.url)));
    const clean = (claim: Claim): Claim => ({
      ...claim,
      models: claim.models.map((model) => ({
        ...model,
        scores: Object.fromEntries(Object.keys(model.scores).map((label) => [label, 0])),
      })),
      verdict: { action: 'allow', reasons: [] },
    });
    const before = await signalled();
    const outcomes: unknown[] = [];
    for (const [name, said] of [
      ['honest', (claim: Claim) => claim],
      ['lying', clean],
    ] as const) {
      const device = await openDevice(room, room.member(name, { tier: 'trusted' }));
      const claim = await device.claim(trigger, await device.challenge());
      const { body } = await device.upload(trigger, await device.sign(said(claim)));
      outcomes.push(body.outcome);
    }
    expect(outcomes).toEqual(['held', 'held']);
    expect(await signalled()).toBeGreaterThan(before);
    expect(await logged()).toEqual([
      { kind: 'uneasy', account_id: 'honest' },
      { kind: 'uneasy', account_id: 'lying' },
    ]);
    expect(await levelNow()).toBe(0);
  });
});
