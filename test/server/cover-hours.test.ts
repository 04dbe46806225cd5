import { describe, expect, test } from 'vitest';
import { isCovered } from '../../packages/server/src/policy/cover-hours.js';

const london = (from: string, until: string) => [{ timeZone: 'Europe/London', from, until }];
const at = (iso: string) => Date.parse(iso);

describe('cover hours', () => {
  test.each([
    ['the first minute is covered', london('08:00', '22:00'), '2026-01-10T08:00:00Z', true],
    ['the minute before is not', london('08:00', '22:00'), '2026-01-10T07:59:59Z', false],
    ['the last minute is covered', london('08:00', '22:00'), '2026-01-10T21:59:59Z', true],
    ['the end is not', london('08:00', '22:00'), '2026-01-10T22:00:00Z', false],
    ['in summer the clock on the wall counts', london('08:00', '22:00'), '2026-07-10T07:00:00Z', true],
    ['and not the one in Greenwich', london('08:00', '22:00'), '2026-07-10T21:30:00Z', false],
    ['over midnight, before', london('22:00', '02:00'), '2026-01-10T23:30:00Z', true],
    ['over midnight, after', london('22:00', '02:00'), '2026-01-11T01:59:00Z', true],
    ['over midnight, by day', london('22:00', '02:00'), '2026-01-11T12:00:00Z', false],
    ['from equal to until covers nothing', london('08:00', '08:00'), '2026-01-10T08:00:00Z', false],
    ['no hours cover nothing', [], '2026-01-10T12:00:00Z', false],
  ])('%s', (_, hours, iso, expected) => {
    expect(isCovered(hours, at(iso))).toBe(expected);
  });
});
