import { describe, expect, it } from 'vitest';
import { nightScript, nightTime } from '../../../packages/server/src/node/rehearse/night-script.js';

describe('the script of the night', () => {
  it('is the same for the same seed, and another for another', () => {
    expect(nightScript({ seed: 7, recall: 0.5 })).toEqual(nightScript({ seed: 7, recall: 0.5 }));
    expect(nightScript({ seed: 7 }).steps).not.toEqual(nightScript({ seed: 8 }).steps);
    expect(nightScript({ seed: 7 }).pictures).not.toEqual(nightScript({ seed: 8 }).pictures);
  });

  it('has two attackers with five pictures between 23:00 and 03:00, one press at 01:30, five photos of a trusted member', () => {
    for (let seed = 0; seed < 50; seed++) {
      const { people, pictures, steps } = nightScript({ seed, variant: 'sleepers' });
      const bad = pictures.filter(({ isBad }) => isBad);
      expect(bad).toHaveLength(5);
      expect(new Set(bad.map(({ personId }) => personId)).size).toBe(2);
      for (const { id } of bad) {
        const at = steps.find((step) => step.kind === 'upload' && step.pictureId === id)?.at ?? 0;
        expect(at).toBeGreaterThanOrEqual(nightTime('23:00'));
        expect(at).toBeLessThanOrEqual(nightTime('03:00'));
      }
      expect(steps.filter(({ kind }) => kind === 'curtain').map(({ at }) => at)).toEqual([nightTime('01:30')]);
      const trusted = people.filter(({ tier, roles }) => tier === 'trusted' && roles.length === 0).map(({ id }) => id);
      expect(pictures.filter(({ personId }) => trusted.includes(personId))).toHaveLength(5);
      expect(steps.map(({ at }) => at)).toEqual(steps.map(({ at }) => at).sort((one, other) => one - other));
    }
  });

  it('lets lists and models recognise the share that recall says, of the attack alone', () => {
    for (const [recall, recognised] of [
      [0, 0],
      [0.2, 1],
      [0.5, 3],
      [1, 5],
    ] as const) {
      const { pictures } = nightScript({ seed: 3, recall });
      expect(pictures.filter(({ isRecognised }) => isRecognised)).toHaveLength(recognised);
      expect(pictures.filter(({ isRecognised, isBad }) => isRecognised && !isBad)).toEqual([]);
    }
    const chosen = (seed: number) =>
      nightScript({ seed, recall: 0.4 }).pictures.map(({ isRecognised }) => isRecognised);
    expect(new Set(Array.from({ length: 20 }, (_, seed) => chosen(seed).join())).size).toBeGreaterThan(3);
  });

  it.each([{ recall: -0.1 }, { recall: 1.1 }, { recall: Number.NaN }, { seed: 1.5 }, { seed: -1 }])(
    'refuses what cannot be meant: %o',
    (options) => {
      expect(() => nightScript(options)).toThrowError(expect.objectContaining({ code: 'options-invalid' }));
    },
  );
});
