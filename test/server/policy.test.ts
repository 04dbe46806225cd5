import { actions, reasons } from '@safeupload/sdk/core';
import {
  type BankMatch,
  bankMeanings,
  decideOnServer,
  defaultServerPolicy,
  deviceFailures,
  digestOfServerPolicy,
  type Grounds,
  parseServerPolicy,
  sentenceOf,
  serverFailures,
  serverReasonCodes,
  tiers,
} from '@safeupload/server';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

const strictness = (grounds: Grounds) => actions.indexOf(decideOnServer(grounds, defaultServerPolicy).action);

const models = (openNsfw: number, mobilenet: number) => [
  { id: 'mobilenet-v2', sha256: '0'.repeat(64), scores: {}, risk: mobilenet },
  { id: 'open-nsfw', sha256: '1'.repeat(64), scores: {}, risk: openNsfw },
];
const clean: Grounds = {
  evidence: { models: models(0, 0) },
  matches: [],
  failures: [],
  claimed: null,
  appealed: false,
  tier: 'trusted',
};

const risk = fc.double({ min: 0, max: 1, noNaN: true });
const match: fc.Arbitrary<BankMatch> = fc.record({
  bank: fc.record({
    name: fc.constantFrom('a', 'b'),
    meaning: fc.constantFrom(...bankMeanings),
    severe: fc.boolean(),
    disclosable: fc.boolean(),
  }),
  by: fc.constantFrom('digest' as const, 'source' as const, 'fingerprint' as const),
  distance: fc.integer({ min: 0, max: 31 }),
});
const grounds: fc.Arbitrary<Grounds> = fc.record({
  evidence: fc.option(fc.tuple(risk, risk).map(([a, b]) => ({ models: models(a, b) }))),
  matches: fc.array(match, { maxLength: 3 }),
  failures: fc.subarray([...serverFailures]),
  claimed: fc.option(fc.record({ action: fc.constantFrom(...actions), reasons: fc.subarray([...reasons]) })),
  appealed: fc.boolean(),
  tier: fc.constantFrom(...tiers),
});

describe('the decision', () => {
  test.each([
    ['nothing speaks against it', models(0.3, 0.2), 'allow', []],
    ['open-nsfw alone above 0.3', models(0.31, 0), 'hold', ['risk-raised']],
    ['mobilenet-v2 alone at 0.9', models(0.1, 0.9), 'allow', []],
    ['mobilenet-v2 alone above 0.9', models(0.1, 0.91), 'hold', ['risk-raised']],
    ['both above 0.2', models(0.21, 0.21), 'hold', ['risk-raised']],
    ['both certain', models(1, 1), 'hold', ['risk-raised']],
    ['a model that should have spoken did not', models(0, 0).slice(0, 1), 'hold', ['unfinished']],
  ] as const)('%s', (_, seen, action, codes) => {
    const verdict = decideOnServer({ ...clean, evidence: { models: seen } }, defaultServerPolicy);
    expect(verdict.action).toBe(action);
    expect(verdict.reasons.map(({ code }) => code)).toEqual(codes);
    expect(verdict.severe).toBe(false);
  });

  test('scores alone never refuse, a claim alone never refuses, nothing measured is never allowed', () => {
    fc.assert(
      fc.property(grounds, (given) => {
        const withoutBanks = { ...given, matches: [] };
        expect(strictness(withoutBanks)).toBeLessThan(actions.indexOf('block'));
        if (given.evidence === null) {
          expect(decideOnServer(withoutBanks, defaultServerPolicy).action).toBe('hold');
        }
        const fingerprintsOnly = given.matches.filter(({ by }) => by === 'fingerprint');
        expect(strictness({ ...given, matches: fingerprintsOnly })).toBeLessThan(actions.indexOf('block'));
      }),
      { numRuns: 500 },
    );
  });

  test('a claim and an appeal only tighten; a browser that could not measure changes nothing', () => {
    fc.assert(
      fc.property(grounds, (given) => {
        const unclaimed = strictness({ ...given, claimed: null, appealed: false });
        expect(strictness({ ...given, appealed: false })).toBeGreaterThanOrEqual(unclaimed);
        expect(strictness(given)).toBeGreaterThanOrEqual(unclaimed);
        expect(strictness({ ...given, appealed: true })).toBeGreaterThanOrEqual(actions.indexOf('hold'));
        const gaps = { action: 'allow', reasons: [...deviceFailures] } as const;
        expect(strictness({ ...given, claimed: gaps, appealed: false })).toBe(unclaimed);
      }),
      { numRuns: 500 },
    );
  });

  test('the failure table decides by tier', () => {
    const policy = parseServerPolicy({
      ...defaultServerPolicy,
      failures: {
        ...defaultServerPolicy.failures,
        'no-worker': { new: 'hold', known: 'allow', trusted: 'allow' },
        'queue-full': { new: 'block', known: 'hold', trusted: 'hold' },
      },
    });
    const claimed = { action: 'allow', reasons: ['no-worker'] } as const;
    expect(tiers.map((tier) => decideOnServer({ ...clean, claimed, tier }, policy).action)).toEqual([
      'hold',
      'allow',
      'allow',
    ]);
    const unmeasured = { ...clean, evidence: null, failures: ['queue-full'] } as const;
    expect(tiers.map((tier) => decideOnServer({ ...unmeasured, tier }, policy).action)).toEqual([
      'block',
      'hold',
      'hold',
    ]);
  });

  test.each([
    ['a view alone', [models(0, 0), models(0.31, 0)], 'hold', { models: 'open-nsfw', part: true }],
    [
      'two models in one view',
      [models(0, 0), models(0.21, 0.21)],
      'hold',
      { models: 'mobilenet-v2,open-nsfw', part: true },
    ],
    ['the whole and a view', [models(0, 0.91), models(0.31, 0)], 'hold', { models: 'mobilenet-v2,open-nsfw' }],
    ['two models, each in another view', [models(0.21, 0), models(0, 0.21)], 'allow', null],
  ] as const)('views are judged like the whole, each by itself: %s', (_, [whole, ...views], action, reason) => {
    const verdict = decideOnServer({ ...clean, evidence: { models: whole }, views }, defaultServerPolicy);
    expect(verdict.action).toBe(action);
    expect(verdict.reasons).toEqual(reason === null ? [] : [{ code: 'risk-raised', ...reason }]);
  });

  test('a view only tightens', () => {
    const looks = fc.array(
      fc.tuple(risk, risk).map(([a, b]) => models(a, b)),
      { maxLength: 3 },
    );
    fc.assert(
      fc.property(grounds, looks, looks, (given, some, more) => {
        expect(strictness({ ...given, views: [...some, ...more] })).toBeGreaterThanOrEqual(
          strictness({ ...given, views: some }),
        );
      }),
      { numRuns: 300 },
    );
  });

  const withFurther = (furtherRisk: number, id = 'mine') => [
    ...models(0, 0),
    { id, sha256: '2'.repeat(64), scores: {}, risk: furtherRisk },
  ];
  const facts = [{ id: 'mine', title: 'Our vision transformer', sha256: '2'.repeat(64), riskLabels: ['a'] }];
  const named = parseServerPolicy({
    ...defaultServerPolicy,
    furtherModels: { holdUnnamedAbove: 0.5, holdAbove: { mine: 0.7 } },
  });

  test.each([
    ['an unknown one at the default', defaultServerPolicy, withFurther(0.9), 'allow'],
    ['an unknown one above the default', defaultServerPolicy, withFurther(0.91), 'hold'],
    [
      'an unknown one above the default that the policy says',
      named,
      [...withFurther(0), ...withFurther(0.51, 'other').slice(2)],
      'hold',
    ],
    ['a named one at its own threshold', named, withFurther(0.7), 'allow'],
    ['a named one above its own threshold', named, withFurther(0.71), 'hold'],
    ['a named one that did not speak', named, models(0, 0), 'hold'],
    ['one called like what every object has', defaultServerPolicy, withFurther(0.8, 'constructor'), 'allow'],
  ] as const)('a further model holds above its threshold: %s', (_, policy, seen, action) => {
    expect(decideOnServer({ ...clean, evidence: { models: seen } }, policy).action).toBe(action);
  });

  test('a further model takes nothing away from the shipped ones', () => {
    for (const seen of [models(0.31, 0), models(0.21, 0.21), models(0, 0.91)]) {
      const more = [...seen, ...withFurther(0).slice(2)];
      expect(decideOnServer({ ...clean, evidence: { models: more } }, named).action).toBe('hold');
    }
  });

  test.each([
    [withFurther(0.95), [], 'The classifier “Our vision transformer” was uneasy about it. It is'],
    [
      withFurther(0.95).map((model) => ({ ...model, risk: 0.95 })),
      [],
      'The classifiers, “Our vision transformer” among them, were uneasy about it. They are',
    ],
    [
      withFurther(0),
      [withFurther(0.95)],
      'The classifier “Our vision transformer” was uneasy about a part of it. It is',
    ],
    [models(0.5, 0), [], 'The classifiers were uneasy about it. They are'],
  ])('the desk names the title of a further model and no score: %#', (whole, views, start) => {
    const given = { ...clean, evidence: { models: whole }, views, models: facts };
    const [reason] = decideOnServer(given, defaultServerPolicy).reasons;
    const sentence = reason === undefined ? '' : sentenceOf(reason);
    expect(sentence).toMatch(/ often wrong: beaches, babies and art look alike to (it|them)\.$/);
    expect(sentence.startsWith(start)).toBe(true);
  });

  test('each reason is a sentence without a number', () => {
    for (const code of serverReasonCodes) {
      const sentence = sentenceOf({ code, bank: 'test', models: 'open-nsfw', failure: 'queue-full' });
      expect(sentence).toMatch(/^[A-Z].*\.$/);
      expect(sentence).not.toMatch(/\d|nsfw|score|%/);
    }
  });
});

describe('the policy as data', () => {
  test('the default survives JSON and has a digest that changes with every number', async () => {
    const parsed = parseServerPolicy(JSON.parse(JSON.stringify(defaultServerPolicy)));
    expect(parsed).toEqual(defaultServerPolicy);
    const digest = await digestOfServerPolicy(defaultServerPolicy);
    expect(digest).toMatch(/^[0-9a-f]{64}$/);
    const other = { ...defaultServerPolicy, claimedRiskGap: 0.24 };
    expect(await digestOfServerPolicy(other)).not.toBe(digest);
  });

  test.each([
    ['an unknown field', { ...defaultServerPolicy, extra: 1 }, /policy\.extra/],
    ['a threshold over 1', { ...defaultServerPolicy, claimedRiskGap: 2 }, /claimedRiskGap/],
    [
      'allowing what could not be measured',
      {
        ...defaultServerPolicy,
        failures: {
          ...defaultServerPolicy.failures,
          'classifier-failed': { new: 'hold', known: 'hold', trusted: 'allow' },
        },
      },
      /classifier-failed\.trusted/,
    ],
    [
      'a retention that is missing',
      { ...defaultServerPolicy, times: { ...defaultServerPolicy.times, evidence: undefined } },
      /times\.evidence/,
    ],
    [
      'a bucket that nothing fits into',
      {
        ...defaultServerPolicy,
        buckets: {
          ...defaultServerPolicy.buckets,
          rules: {
            ...defaultServerPolicy.buckets.rules,
            challenge: {
              ...defaultServerPolicy.buckets.rules.challenge,
              account: { burst: 0, perMinute: 60 },
            },
          },
        },
      },
      /buckets\.rules\.challenge\.account\.burst/,
    ],
    [
      'a threshold of a further model over 1',
      { ...defaultServerPolicy, furtherModels: { holdUnnamedAbove: 0.9, holdAbove: { mine: 1.1 } } },
      /furtherModels\.holdAbove\.mine/,
    ],
    [
      'a model with two thresholds',
      { ...defaultServerPolicy, furtherModels: { holdUnnamedAbove: 0.9, holdAbove: { 'open-nsfw': 0.5 } } },
      /furtherModels\.holdAbove/,
    ],
    [
      'views that end before they begin',
      { ...defaultServerPolicy, views: { count: 2, leastPercent: 90, mostPercent: 85 } },
      /views\.mostPercent/,
    ],
    ['no sizes', { ...defaultServerPolicy, derivatives: [] }, /derivatives/],
    [
      'a look that bears the name of a published size',
      { ...defaultServerPolicy, look: { name: 'full', longestSidePx: 240 } },
      /derivatives/,
    ],
    ['nothing at all', null, /policy must be an object/],
  ])('refuses %s', (_, value, message) => {
    expect(() => parseServerPolicy(value)).toThrow(message);
  });
});
