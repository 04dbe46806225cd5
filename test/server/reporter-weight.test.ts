import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { reporterWeight } from '../../packages/server/src/reports/reporter-weight.js';

describe('the weight of a reporter', () => {
  test.each([
    [true, 0, 0, 1],
    [false, 0, 0, 0],
    [true, 5, 0, 1],
    [false, 1, 0, 1],
    [true, 9, 1, 0.8],
    [true, 2, 1, 1 / 3],
    [true, 1, 1, 0],
    [true, 0, 1, 0],
    [false, 0, 3, 0],
  ])('established %s, right %i, wrong %i: %f', (established, right, wrong, weight) => {
    expect(reporterWeight({ established, right, wrong })).toBeCloseTo(weight, 10);
  });

  const counts = fc.record({
    established: fc.boolean(),
    right: fc.integer({ min: 0, max: 1000 }),
    wrong: fc.integer({ min: 0, max: 1000 }),
  });

  test('is never above one, never below none, and none for who was wrong as often as right', () => {
    fc.assert(
      fc.property(counts, (reporter) => {
        const weight = reporterWeight(reporter);
        const { right, wrong } = reporter;
        expect(weight).toBeGreaterThanOrEqual(0);
        expect(weight).toBeLessThanOrEqual(1);
        if (wrong > 0) expect(weight).toBeLessThan(1);
        if (wrong > 0 && wrong >= right) expect(weight).toBe(0);
      }),
    );
  });

  test('does not fall with a right report nor rise with a wrong one', () => {
    fc.assert(
      fc.property(counts, (reporter) => {
        const weight = reporterWeight(reporter);
        expect(reporterWeight({ ...reporter, right: reporter.right + 1 })).toBeGreaterThanOrEqual(weight);
        expect(reporterWeight({ ...reporter, wrong: reporter.wrong + 1 })).toBeLessThanOrEqual(weight);
      }),
    );
  });
});
