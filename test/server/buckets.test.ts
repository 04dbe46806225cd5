import { PGlite } from '@electric-sql/pglite';
import { type BucketRule, type Database, defaultServerPolicy, migrate, type ServerPolicy } from '@safeupload/server';
import { drizzle } from 'drizzle-orm/pglite';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addressPrefixOf } from '../../packages/server/src/buckets/address-prefix.js';
import {
  type Bucket,
  deepestDebt,
  mostSkewMs,
  payable,
  refilled,
  secondsUntil,
} from '../../packages/server/src/buckets/bucket-maths.js';
import { forgetFullBuckets } from '../../packages/server/src/buckets/forget-full-buckets.js';
import { chargeTokens, type Taking, takeTokens, waitForTokens } from '../../packages/server/src/buckets/take-tokens.js';
import { openPostgres, type Postgres } from './support/postgres.js';

// The buckets themselves: their arithmetic, and that the one statement does just that. What they mean for requests is in
// attack/buckets.test.ts.

const minuteMs = 60_000;

/** The default policy with this rule for everything. */
function policyOf(rule: BucketRule): ServerPolicy {
  const scopes = { account: rule, key: rule, address: rule, forum: rule };
  const rules = { challenge: scopes, precheck: scopes, upload: scopes, report: scopes, byte: scopes };
  return { ...defaultServerPolicy, buckets: { rules, refusalCost: 5 } };
}

/** What a single taking does to a bucket, by the arithmetic alone. */
function taken(
  bucket: Bucket | null,
  cost: number,
  rule: BucketRule,
  now: number,
): { bucket: Bucket; passed: boolean } {
  const held = refilled(bucket, rule, now);
  const price = payable(cost, rule);
  const passed = held.tokens >= price;
  return { bucket: passed ? { ...held, tokens: held.tokens - price } : (bucket ?? held), passed };
}

const anyRule = fc.record({ burst: fc.integer({ min: 1, max: 50 }), perMinute: fc.integer({ min: 0, max: 600 }) });
const anyCost = fc.integer({ min: 1, max: 60 });
const steps = fc.array(fc.record({ after: fc.integer({ min: 0, max: 90_000 }), cost: anyCost }), { maxLength: 60 });

describe('the arithmetic', () => {
  test('over any stretch of time no more is taken than the burst and what came back', () => {
    fc.assert(
      fc.property(anyRule, steps, (rule, requests) => {
        let now = 1_000_000;
        let bucket: Bucket | null = null;
        const passed: { at: number; price: number }[] = [];
        for (const { after, cost } of requests) {
          now += after;
          const step = taken(bucket, cost, rule, now);
          bucket = step.bucket;
          expect(bucket.tokens).toBeLessThanOrEqual(rule.burst);
          expect(bucket.tokens).toBeGreaterThanOrEqual(0);
          if (step.passed) passed.push({ at: now, price: payable(cost, rule) });
        }
        for (const [index, { at: from }] of passed.entries()) {
          let sum = 0;
          for (const { at, price } of passed.slice(index)) {
            sum += price;
            expect(sum).toBeLessThanOrEqual(rule.burst + ((at - from) * rule.perMinute) / minuteMs + 1e-6);
          }
        }
      }),
    );
  });

  test('whoever waits as long as was said gets in, and not a second earlier', () => {
    const someRule = fc.record({ burst: fc.integer({ min: 1, max: 50 }), perMinute: fc.integer({ min: 1, max: 600 }) });
    fc.assert(
      fc.property(someRule, anyCost, fc.integer({ min: -50, max: 50 }), (rule, cost, tokens) => {
        const bucket = { tokens: Math.min(tokens, rule.burst), at: 1_000_000 };
        const seconds = secondsUntil(cost, bucket, rule, bucket.at);
        expect(taken(bucket, cost, rule, bucket.at).passed).toBe(seconds === 0);
        // A rounding error of the last digit may cost a second more, never less.
        expect(taken(bucket, cost, rule, bucket.at + seconds * 1000 + 1).passed).toBe(true);
        if (seconds > 1) expect(taken(bucket, cost, rule, bucket.at + (seconds - 1) * 1000 - 1).passed).toBe(false);
      }),
    );
  });

  test('a clock set back gives no tokens and locks nobody out', () => {
    fc.assert(
      fc.property(anyRule, fc.integer({ min: 0, max: 50 }), fc.integer({ min: 1, max: 1e9 }), (rule, tokens, back) => {
        const bucket = { tokens: Math.min(tokens, rule.burst), at: 2e12 };
        const after = refilled(bucket, rule, bucket.at - back);
        expect(after.tokens).toBe(bucket.tokens);
        // It fills again from now, or where the clocks of two servers differ a little, from a minute on at the latest.
        const later = refilled(after, rule, bucket.at - back + mostSkewMs + minuteMs);
        expect(later.tokens).toBeGreaterThanOrEqual(Math.min(rule.burst, bucket.tokens + rule.perMinute));
      }),
    );
  });

  test('two servers whose clocks differ by less than a minute give no more than one would', () => {
    fc.assert(
      fc.property(
        anyRule,
        fc.integer({ min: 1, max: mostSkewMs }),
        fc.integer({ min: 1, max: 200 }),
        (rule, skew, count) => {
          const start = 5_000_000;
          let bucket: Bucket | null = { tokens: 0, at: start };
          let passed = 0;
          // The one behind, the one ahead, in turns, all within a second.
          for (let turn = 0; turn < count; turn++) {
            const step = taken(bucket, 1, rule, start + turn + (turn % 2) * skew);
            bucket = step.bucket;
            if (step.passed) passed += 1;
          }
          expect(passed).toBeLessThanOrEqual(((skew + count) * rule.perMinute) / minuteMs + 1);
        },
      ),
    );
  });

  test('a bucket that never refills says to come back tomorrow', () => {
    expect(secondsUntil(1, { tokens: 0, at: 0 }, { burst: 1, perMinute: 0 }, 0)).toBe(86_400);
  });
});

describe('address prefixes', () => {
  test.each([
    ['203.0.113.7', '203.0.113.0/24'],
    ['203.0.113.255', '203.0.113.0/24'],
    ['203.0.114.7', '203.0.114.0/24'],
    ['::ffff:203.0.113.7', '203.0.113.0/24'],
    ['::FFFF:cb00:7107', '203.0.113.0/24'],
    ['2001:db8:1:2a00::1', '2001:db8:1:2a00::/56'],
    ['2001:db8:1:2aff:1:2:3:4', '2001:db8:1:2a00::/56'],
    ['2001:DB8:1:2B00::1', '2001:db8:1:2b00::/56'],
    ['2001:db8::1', '2001:db8:0:0::/56'],
    ['fe80::1%eth0', 'fe80:0:0:0::/56'],
    ['::1', '0:0:0:0::/56'],
    ['::', '0:0:0:0::/56'],
  ])('%s is of %s', (address, prefix) => {
    expect(addressPrefixOf(address)).toBe(prefix);
  });

  test.each([
    '',
    'unknown',
    '256.1.1.1',
    '1.2.3',
    '01.2.3.4',
    '1.2.3.4.5',
    '2001:db8',
    'x::1',
    '1::2::3',
    '[::1]',
    ':',
  ])('%j is no address', (text) => {
    expect(addressPrefixOf(text)).toBeNull();
  });

  test('every way to write an address has one prefix', () => {
    fc.assert(
      fc.property(fc.ipV6(), (address) => {
        expect(addressPrefixOf(address)).toMatch(/\/(24|56)$/);
        expect(addressPrefixOf(address.toUpperCase())).toBe(addressPrefixOf(address));
      }),
    );
    fc.assert(
      fc.property(fc.ipV4(), (address) => {
        expect(addressPrefixOf(address)).toBe(address.replace(/\d+$/, '0/24'));
        expect(addressPrefixOf(`::ffff:${address}`)).toBe(addressPrefixOf(address));
      }),
    );
  });
});

describe('the statement', () => {
  let client: PGlite;
  let database: Database;
  beforeAll(async () => {
    client = await PGlite.create();
    database = drizzle({ client });
    await migrate(database, 0);
  });
  afterAll(() => client.close());

  test('does what the arithmetic says, forwards and backwards in time, taking and charging', async () => {
    const order = fc.record({
      after: fc.integer({ min: -90_000, max: 90_000 }),
      account: anyCost,
      forum: anyCost,
      charge: fc.boolean(),
    });
    let round = 0;
    await fc.assert(
      fc.asyncProperty(anyRule, fc.array(order, { minLength: 1, maxLength: 12 }), async (rule, orders) => {
        round += 1;
        let now = 1_000_000_000;
        const services = { policy: policyOf(rule), clock: () => now };
        const ids = { account: `a${round}`, forum: `f${round}` };
        const model: Record<string, Bucket> = {};
        for (const { after, account, forum, charge } of orders) {
          now += after;
          const takings: Taking[] = [
            { kind: 'upload', scope: 'forum', id: ids.forum, cost: forum },
            { kind: 'upload', scope: 'account', id: ids.account, cost: account },
          ];
          for (const [id, bucket] of Object.entries(model)) {
            // Asking alone lets a bucket from before the clock was set back begin again.
            if (bucket.at > now + mostSkewMs) model[id] = { ...bucket, at: now };
          }
          const held = takings.map((taking) => refilled(model[taking.id] ?? null, rule, now));
          const prices = takings.map(({ cost }) => (charge ? cost : payable(cost, rule)));
          const enough = charge || held.every(({ tokens }, index) => tokens >= (prices[index] ?? 0));
          const expectedWait = Math.max(
            ...takings.map((taking) => secondsUntil(taking.cost, model[taking.id] ?? null, rule, now)),
          );
          expect(await waitForTokens(database, takings, services)).toBe(expectedWait);
          if (charge) await chargeTokens(database, takings, services);
          else expect(await takeTokens(database, takings, services)).toBe(expectedWait);
          for (const [index, { id }] of takings.entries()) {
            const before = held[index];
            if (before === undefined) throw new Error('a taking without a bucket');
            const tokens = Math.max(deepestDebt(rule), before.tokens - (prices[index] ?? 0));
            if (enough) model[id] = { ...before, tokens };
            // A bucket that was only looked at may have been put there, full.
            else if (model[id] === undefined) model[id] = before;
          }
        }
        const { rows } = await client.query<{ key: string; tokens: number; at: number }>(
          'select key, tokens, at::float8 as at from buckets where key in ($1, $2)',
          [`upload account ${ids.account}`, `upload forum ${ids.forum}`],
        );
        const stored = Object.fromEntries(rows.map(({ key, tokens, at }) => [key.split(' ')[2] ?? '', { tokens, at }]));
        expect(stored).toEqual(model);
      }),
      { numRuns: 60 },
    );
  });

  test('an empty bucket fills again after the clock was set back, whether or not anybody asks meanwhile', async () => {
    const hourMs = 60 * minuteMs;
    let now = 100 * hourMs;
    const services = { policy: policyOf({ burst: 2, perMinute: 2 }), clock: () => now };
    const take = (id: string) => takeTokens(database, [{ kind: 'challenge', scope: 'account', id, cost: 1 }], services);
    for (const id of ['ann', 'ben']) for (let taken = 0; taken < 2; taken++) expect(await take(id)).toBe(0);
    now -= hourMs;
    expect(await take('ann')).toBe(30);
    now += 20_000;
    expect(await take('ann')).toBe(10);
    now += 10_000;
    expect(await take('ann')).toBe(0);
    expect(await take('ann')).toBe(30);
    expect(await take('ben')).toBe(30);
  });

  test('takes of all buckets or of none', async () => {
    const services = { policy: policyOf({ burst: 10, perMinute: 1 }), clock: () => 5_000_000 };
    const take = (account: string, cost: number) =>
      takeTokens(
        database,
        [
          { kind: 'report', scope: 'account', id: account, cost },
          { kind: 'report', scope: 'forum', id: 'all or none', cost },
        ],
        services,
      );
    expect(await take('ann', 6)).toBe(0);
    expect(await take('ben', 6)).toBe(120);
    // Nothing was taken from Ben: he pays 4 of the 4 that everybody has left.
    expect(await take('ben', 4)).toBe(0);
    const { rows } = await client.query(`select key, tokens from buckets where key like 'report account %' order by 1`);
    expect(rows).toEqual([
      { key: 'report account ann', tokens: 4 },
      { key: 'report account ben', tokens: 6 },
    ]);
  });

  test('what is full again is forgotten, what is not stays, and a forgotten one is full', async () => {
    let now = 50_000_000;
    const services = { database, policy: policyOf({ burst: 10, perMinute: 2 }), clock: () => now };
    const of = (id: string, cost: number): Taking[] => [{ kind: 'byte', scope: 'account', id, cost }];
    await takeTokens(database, of('soon', 4), services);
    await takeTokens(database, of('late', 10), services);
    const left = async () =>
      (await client.query<{ key: string }>(`select key from buckets where key like 'byte %' order by 1`)).rows.map(
        ({ key }) => key,
      );
    await forgetFullBuckets(services);
    expect(await left()).toEqual(['byte account late', 'byte account soon']);
    now += 2 * minuteMs;
    await forgetFullBuckets(services);
    expect(await left()).toEqual(['byte account late']);
    now += 3 * minuteMs;
    await forgetFullBuckets(services);
    expect(await left()).toEqual([]);
    expect(await takeTokens(database, of('late', 10), services)).toBe(0);
  });
});

describe('many at once, on PostgreSQL', () => {
  let postgres: Postgres;
  beforeAll(async () => {
    postgres = await openPostgres();
  });
  afterAll(() => postgres.close());

  test('fifty takings of buckets that hold thirty: exactly thirty pass, wherever they ask', async () => {
    const services = { policy: policyOf({ burst: 30, perMinute: 0 }), clock: () => 1_000_000 };
    const asked = Array.from({ length: 50 }, (_, index) => {
      const takings: Taking[] = [
        { kind: 'upload', scope: 'forum', id: '', cost: 1 },
        { kind: 'upload', scope: 'account', id: `account-${index % 7}`, cost: 1 },
        { kind: 'upload', scope: 'address', id: `network-${index % 3}`, cost: 1 },
      ];
      // In whatever order the buckets are named.
      return takeTokens(postgres.database, index % 2 === 0 ? takings : takings.reverse(), services);
    });
    const answers = await Promise.all(asked);
    expect(answers.filter((seconds) => seconds === 0)).toHaveLength(30);
    expect(answers.filter((seconds) => seconds > 0)).toHaveLength(20);
    const { rows } = await postgres.pool.query<{ scope: string; taken: number }>(
      `select split_part(key, ' ', 2) as scope, sum(30 - tokens)::float8 as taken from buckets group by 1 order by 1`,
    );
    expect(rows).toEqual([
      { scope: 'account', taken: 30 },
      { scope: 'address', taken: 30 },
      { scope: 'forum', taken: 30 },
    ]);
  });

  test('takings, charges and the reaper side by side lose nothing and wait for nobody for ever', async () => {
    const policy = policyOf({ burst: 100_000, perMinute: 0 });
    let now = 10_000_000;
    const services = { database: postgres.database, policy, clock: () => now };
    const takings = (index: number): Taking[] => [
      { kind: 'precheck', scope: 'forum', id: '', cost: 1 },
      { kind: 'precheck', scope: 'account', id: `busy-${index % 4}`, cost: 1 },
    ];
    for (let round = 0; round < 5; round++) {
      now += 2 * minuteMs;
      await Promise.all(
        Array.from({ length: 40 }, async (_, index) => {
          if (index % 10 === 9) return forgetFullBuckets(services);
          if (index % 2 === 0) return chargeTokens(postgres.database, takings(index), services);
          expect(await takeTokens(postgres.database, takings(index), services)).toBe(0);
        }),
      );
    }
    const { rows } = await postgres.pool.query<{ taken: number }>(
      `select sum(100000 - tokens)::float8 as taken from buckets where key like 'precheck %'`,
    );
    // 36 of 40 each round, from two buckets each.
    expect(rows).toEqual([{ taken: 5 * 36 * 2 }]);
  });
});
