import { decideOnDevice, defaultDevicePolicy } from '@safeupload/sdk/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { calibrationOf } from '../../../packages/server/src/node/eval/calibration.js';
import { dailyCost } from '../../../packages/server/src/node/eval/daily-cost.js';
import { judgesOf } from '../../../packages/server/src/node/eval/judge.js';
import { countAbove } from '../../../packages/server/src/node/eval/label-ratings.js';
import { proposeThreshold } from '../../../packages/server/src/node/eval/propose-threshold.js';
import { rankCurve } from '../../../packages/server/src/node/eval/rank-curve.js';
import { ratesOf } from '../../../packages/server/src/node/eval/rates.js';
import { picturesToShow, shareOf } from '../../../packages/server/src/node/eval/share.js';
import { widestDifferences } from '../../../packages/server/src/node/eval/widest-differences.js';

// Hand-worked answers: whoever changes a formula has to work them out again.

const numbers = (...values: number[]): Float64Array => Float64Array.from(values).sort();
/** Risks as models give them: six decimal places, many of them equal. */
const risks = (least = 0) =>
  fc
    .array(
      fc.integer({ min: 0, max: 1e6 }).map((millionths) => millionths / 1e6),
      { minLength: least, maxLength: 30 },
    )
    .map((values) => numbers(...values));
const coarseRisks = fc
  .array(
    fc.integer({ min: 0, max: 10 }).map((tenths) => tenths / 10),
    { minLength: 1, maxLength: 30 },
  )
  .map((values) => numbers(...values));

describe('Wilson’s interval', () => {
  // Newcombe, Statistics in Medicine 17 (1998) 857–872, table I, method 3.
  it.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('of %i in %i is as published', (count, of, low, high) => {
    const share = shareOf(count, of);
    expect(Number(share.low.toFixed(4))).toBe(low);
    expect(Number(share.high.toFixed(4))).toBe(high);
  });

  it('says of 0 of 140 between 0 and 2.7 %, and of none at all nothing', () => {
    expect(shareOf(0, 140)).toMatchObject({ share: 0, low: 0, high: expect.closeTo(0.0267, 4) });
    expect(shareOf(140, 140)).toMatchObject({ share: 1, low: expect.closeTo(0.9733, 4), high: 1 });
    expect(shareOf(0, 0)).toEqual({ count: 0, of: 0, share: null, low: 0, high: 1 });
  });

  it('mirrors and holds its share, whatever is counted', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000 }), fc.nat(100_000), (of, other) => {
        const count = other % (of + 1);
        const { low, high, share } = shareOf(count, of);
        const mirrored = shareOf(of - count, of);
        expect(low).toBeLessThanOrEqual(share ?? Number.NaN);
        expect(high).toBeGreaterThanOrEqual(share ?? Number.NaN);
        expect(low).toBeCloseTo(1 - mirrored.high, 12);
      }),
    );
  });

  it.each([0.001, 0.01, 0.05, 0.3])('knows how many pictures show %f, not one fewer', (wanted) => {
    const needed = picturesToShow(wanted);
    expect(shareOf(0, needed).high).toBeLessThanOrEqual(wanted);
    expect(shareOf(0, needed - 1).high).toBeGreaterThan(wanted);
  });

  it('takes 381 pictures to show 1 %', () => expect(picturesToShow(0.01)).toBe(381));
});

describe('above a threshold', () => {
  it('is strictly greater, as in the policies', () => {
    const ratings = numbers(0.1, 0.2, 0.2, 0.3, 0.7);
    expect([0, 0.1, 0.15, 0.2, 0.3, 0.69, 0.7, 1].map((threshold) => countAbove(ratings, threshold))).toEqual([
      5, 4, 4, 2, 1, 1, 0, 0,
    ]);
    expect(countAbove(numbers(), 0)).toBe(0);
  });

  it('counts as one by one', () => {
    fc.assert(
      fc.property(coarseRisks, fc.integer({ min: 0, max: 10 }), (ratings, tenths) => {
        const threshold = tenths / 10;
        expect(countAbove(ratings, threshold)).toBe([...ratings].filter((risk) => risk > threshold).length);
      }),
    );
  });
});

describe('precision and recall', () => {
  it('of each label, against the labels of the other side', () => {
    const rates = ratesOf([
      { name: 'drawn', isBad: true, pictures: 4, stopped: 1 },
      { name: 'explicit', isBad: true, pictures: 10, stopped: 8 },
      { name: 'beach', isBad: false, pictures: 5, stopped: 2 },
      { name: 'harmless', isBad: false, pictures: 20, stopped: 1 },
    ]);
    const counted = rates.labels.map(({ name, recall, precision }) => [
      name,
      [recall.count, recall.of],
      [precision.count, precision.of],
    ]);
    expect(counted).toEqual([
      // 3 harmless ones were stopped; of the bad ones 5 passed.
      ['drawn', [1, 4], [1, 4]],
      ['explicit', [8, 10], [8, 11]],
      ['beach', [3, 5], [3, 8]],
      ['harmless', [19, 20], [19, 24]],
    ]);
    expect(rates.found).toMatchObject({ count: 9, of: 14 });
    expect(rates.falseAlarms).toMatchObject({ count: 3, of: 25, share: 0.12 });
    expect(rates.precision).toMatchObject({ count: 9, of: 12, share: 0.75 });
  });

  it('says nothing where nothing was stopped, or the other side is not there', () => {
    const none = ratesOf([
      { name: 'explicit', isBad: true, pictures: 3, stopped: 0 },
      { name: 'harmless', isBad: false, pictures: 3, stopped: 0 },
    ]);
    expect(none.precision.share).toBeNull();
    expect(none.labels[0]?.precision.share).toBeNull();
    expect(none.labels[1]?.precision.share).toBe(0.5);
    const oneSided = ratesOf([{ name: 'harmless', isBad: false, pictures: 3, stopped: 1 }]);
    expect(oneSided.labels[0]?.precision.share).toBeNull();
    expect(oneSided.found.share).toBeNull();
    expect(oneSided.falseAlarms.share).toBe(1 / 3);
  });
});

describe('the curves', () => {
  it('have the points, the area and the average precision worked out by hand, ties and all', () => {
    // Descending: bad .9, harmless .8, bad .7 and harmless .7 together, bad .3, harmless .1.
    const curve = rankCurve(numbers(0.9, 0.7, 0.3), numbers(0.8, 0.7, 0.1));
    expect(curve.points).toEqual([
      { found: 0, alarms: 0 },
      { found: 1, alarms: 0 },
      { found: 1, alarms: 1 },
      { found: 2, alarms: 2 },
      { found: 3, alarms: 2 },
      { found: 3, alarms: 3 },
    ]);
    // .9 beats 3; .7 beats .1 and ties with .7; .3 beats .1: (3 + 1.5 + 1) / 9.
    expect(curve.area).toBe(5.5 / 9);
    // A third of the recall each: precision 1/1, 2/4, 3/5.
    expect(curve.averagePrecision).toBeCloseTo((1 + 0.5 + 0.6) / 3, 15);
  });

  it.each([
    ['all apart', numbers(0.8, 0.9), numbers(0.1, 0.2), 1, 1],
    ['all the wrong way round', numbers(0.1, 0.2), numbers(0.8, 0.9), 0, (1 / 3 + 2 / 4) / 2],
    ['all equal', numbers(0.5, 0.5), numbers(0.5, 0.5), 0.5, 0.5],
  ])('%s', (_, bad, harmless, area, averagePrecision) => {
    const curve = rankCurve(bad, harmless);
    expect(curve.area).toBe(area);
    expect(curve.averagePrecision).toBeCloseTo(averagePrecision, 15);
  });

  it('have an area that is counted pair by pair', () => {
    fc.assert(
      fc.property(coarseRisks, coarseRisks, (bad, harmless) => {
        let wins = 0;
        for (const one of bad) for (const other of harmless) wins += one > other ? 1 : one === other ? 0.5 : 0;
        expect(rankCurve(bad, harmless).area).toBeCloseTo(wins / (bad.length * harmless.length), 12);
      }),
    );
  });

  it('have no area without a second side, and end where everything is stopped', () => {
    const curve = rankCurve(numbers(), numbers(0.2, 0.2, 0.4));
    expect(curve).toMatchObject({ area: null, averagePrecision: null, bad: 0, harmless: 3 });
    expect(curve.points.map(({ alarms }) => alarms)).toEqual([0, 1, 3]);
  });
});

describe('calibration', () => {
  it('has bins, Brier score and expected error worked out by hand', () => {
    const calibration = calibrationOf(numbers(0.9, 0.3), numbers(0.3, 0.1, 0));
    const filled = calibration?.bins.filter(({ pictures }) => pictures > 0);
    expect(calibration?.bins).toHaveLength(10);
    expect(filled).toEqual([
      { from: 0, until: 0.1, pictures: 1, meanRisk: 0, badShare: 0 },
      { from: 0.1, until: 0.2, pictures: 1, meanRisk: 0.1, badShare: 0 },
      { from: 0.3, until: 0.4, pictures: 2, meanRisk: 0.3, badShare: 0.5 },
      { from: 0.9, until: 1, pictures: 1, meanRisk: 0.9, badShare: 1 },
    ]);
    expect(calibration?.brier).toBeCloseTo((0.01 + 0.49 + 0.09 + 0.01 + 0) / 5, 15);
    // (0 + 0.1 + 2 × 0.2 + 0.1) / 5
    expect(calibration?.expectedError).toBeCloseTo(0.12, 15);
  });

  it('puts every tenth into the bin that begins there, and 1 into the last', () => {
    const tenths = Array.from({ length: 11 }, (_, tenth) => tenth / 10);
    const calibration = calibrationOf(numbers(...tenths), numbers(0));
    expect(calibration?.bins.map(({ pictures }) => pictures)).toEqual([2, 1, 1, 1, 1, 1, 1, 1, 1, 2]);
  });

  it('asks for both sides', () => {
    expect(calibrationOf(numbers(0.5), numbers())).toBeNull();
    expect(calibrationOf(numbers(), numbers(0.5))).toBeNull();
  });
});

describe('a proposed threshold', () => {
  const hundred = numbers(...Array.from({ length: 100 }, (_, index) => index / 100));

  it('is the smallest within the wanted share, and the sure one the smallest whose upper end is', () => {
    const proposal = proposeThreshold(numbers(0.5, 0.99, 1), hundred, 0.05);
    // 0.95 … 0.99 may be above: 5 of 100.
    expect(proposal?.onFolder).toMatchObject({
      threshold: 0.94,
      falseAlarms: { count: 5, of: 100 },
      found: { count: 2, of: 3 },
    });
    // 0 of 100 means up to 3.7 %, 1 of 100 up to 5.4 %.
    expect(proposal?.sure).toMatchObject({ threshold: 0.99, falseAlarms: { count: 0 }, found: { count: 1 } });
    expect(proposal?.picturesNeeded).toBe(73);
  });

  it('says that no threshold is sure where the folder is too small', () => {
    const proposal = proposeThreshold(numbers(1), hundred, 0.01);
    expect(proposal?.onFolder).toMatchObject({ threshold: 0.98, falseAlarms: { count: 1 } });
    expect(proposal?.sure).toBeNull();
    expect(proposal?.picturesNeeded).toBeGreaterThan(100);
  });

  it('takes ties together, and stops nothing where a harmless picture is at 1', () => {
    const ties = proposeThreshold(numbers(0.7), numbers(0.2, 0.6, 0.6, 0.6), 0.25);
    expect(ties?.onFolder).toMatchObject({ threshold: 0.6, falseAlarms: { count: 0 }, found: { count: 1 } });
    const atOne = proposeThreshold(numbers(1), numbers(0.2, 1), 0.25);
    expect(atOne?.onFolder).toMatchObject({ threshold: 1, falseAlarms: { count: 0 }, found: { count: 0 } });
  });

  it('needs harmless pictures', () => expect(proposeThreshold(numbers(1), numbers(), 0.01)).toBeNull());

  it('is what trying every thousandth finds', () => {
    fc.assert(
      fc.property(risks(), risks(1), fc.integer({ min: 1, max: 99 }), (bad, harmless, percent) => {
        const wanted = percent / 100;
        const sharesAt = (threshold: number) =>
          shareOf(harmless.filter((risk) => risk > threshold).length, harmless.length);
        const thousandths = Array.from({ length: 1001 }, (_, index) => index / 1000);
        const proposal = proposeThreshold(bad, harmless, wanted);
        expect(proposal?.onFolder.threshold).toBe(thousandths.find((at) => (sharesAt(at).share ?? 1) <= wanted));
        const sure = thousandths.find((at) => sharesAt(at).high <= wanted);
        expect(proposal?.sure?.threshold).toBe(sure);
      }),
      { numRuns: 60 },
    );
  });
});

describe('the cost of a day', () => {
  it('is what the judge of the issue wants to read: 40 held, of which 4 bad', () => {
    const day = { pictures: 5000, badIn: 1000 };
    // 36 of 4,995 harmless ones, 4 of 5 bad ones.
    const cost = dailyCost(day, shareOf(36, 4995), shareOf(4, 5));
    expect(cost.bad).toBe(5);
    expect(cost.alarms?.expected).toBeCloseTo(36, 9);
    expect(cost.found?.expected).toBeCloseTo(4, 9);
    expect(cost.stopped?.expected).toBeCloseTo(40, 9);
    expect(cost.stopped?.low).toBeCloseTo(4995 * shareOf(36, 4995).low + 5 * shareOf(4, 5).low, 9);
    expect(cost.stopped?.high).toBeCloseTo(4995 * shareOf(36, 4995).high + 5 * shareOf(4, 5).high, 9);
  });

  it('leaves open what the folder has no pictures for', () => {
    const cost = dailyCost({ pictures: 100, badIn: 10 }, shareOf(1, 9), shareOf(0, 0));
    expect(cost).toMatchObject({ bad: 10, alarms: { expected: 10 }, found: null, stopped: null });
  });
});

describe('the cascade', () => {
  it('is above exactly where the device blocks, at any threshold in the policy’s place', () => {
    const risk = fc.oneof(
      fc.constantFrom(0, 0.2, 0.7, 1),
      fc.integer({ min: 0, max: 1e6 }).map((millionths) => millionths / 1e6),
    );
    const cascade = judgesOf(['mobilenet-v2', 'further', 'open-nsfw'], defaultDevicePolicy).at(-1);
    fc.assert(
      fc.property(risk, risk, risk, (first, second, threshold) => {
        const models = [
          { id: 'mobilenet-v2', sha256: '', scores: {}, risk: first },
          { id: 'open-nsfw', sha256: '', scores: {}, risk: second },
        ].slice(0, first > defaultDevicePolicy.secondOpinionAt ? 2 : 1);
        const evidence = { models, frames: { total: 1, screened: 1 }, gaps: [] };
        const verdict = decideOnDevice(evidence, { ...defaultDevicePolicy, blockAbove: threshold });
        const rating = cascade?.rate({ path: '', label: '', risks: [first, 0.5, second], views: [] }) ?? Number.NaN;
        expect(rating > threshold).toBe(verdict.action === 'block');
      }),
    );
  });

  it('needs both of the device’s models', () => {
    expect(judgesOf(['mobilenet-v2', 'further'], defaultDevicePolicy).map(({ id }) => id)).toEqual([
      'mobilenet-v2',
      'further',
    ]);
  });
});

describe('the widest differences', () => {
  const picture = (path: string, ...rated: number[]) => ({ path, label: 'x', risks: rated, views: [] });

  it('come widest first, of equal ones in the order given, at most as many as asked for', () => {
    const widest = widestDifferences(
      [picture('a', 0.1, 0.3), picture('b', 0.9, 0), picture('c', 0, 0.2), picture('d', 0.5, 0.5, 1), picture('e', 1)],
      3,
    );
    expect(widest.map(({ path, difference }) => [path, difference])).toEqual([
      ['b', 0.9],
      ['d', 0.5],
      ['a', 0.2],
    ]);
  });
});
