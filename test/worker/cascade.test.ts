import { createScreener } from '@safeupload/sdk';
import { defaultDevicePolicy, preparations } from '@safeupload/sdk/core';
import { afterAll, describe, expect, it } from 'vitest';
import { fixturePicture } from '../support/fixture-picture.js';

const screener = createScreener({ assets: '/safe-upload/' });
afterAll(() => screener.dispose());

// Abstract pictures made by gradient ascent on the models; see test/fixtures/triggers.
describe.each(preparations)('%s', (preparation) => {
  const policy = { ...defaultDevicePolicy, preparation, secondOpinionTimeoutMs: 60_000 };

  it('blocks what both models are sure of', async () => {
    const { verdict, evidence } = await screener.screen(await fixturePicture('triggers/both.png'), { policy });
    expect(verdict).toEqual({ action: 'block', reasons: ['risk-high'] });
    expect(evidence.models.map(({ id }) => id)).toEqual(['mobilenet-v2', 'open-nsfw']);
    for (const { risk } of evidence.models) expect(risk).toBeGreaterThan(0.7);
  });

  it('does not block what only the first model is sure of', async () => {
    const { verdict, evidence } = await screener.screen(await fixturePicture('triggers/first-only.png'), { policy });
    expect(verdict.action).not.toBe('block');
    expect(evidence.models.map(({ id }) => id)).toEqual(['mobilenet-v2', 'open-nsfw']);
  });

  it('does not ask the second model of what the first lets pass', async () => {
    const { verdict, evidence } = await screener.screen(await fixturePicture('triggers/second-only.png'), { policy });
    expect(verdict.action).toBe('allow');
    expect(evidence.models.map(({ id }) => id)).toEqual(['mobilenet-v2']);
  });
});

it('lets the worst frame speak for an animation', async () => {
  const all = { ...defaultDevicePolicy, secondOpinionAt: 0, secondOpinionTimeoutMs: 60_000 };
  const { evidence } = await screener.screen(await fixturePicture('pictures/good/animated-2.gif'), { policy: all });
  expect(evidence.frames).toEqual({ total: 2, screened: 2 });
  expect(evidence.models.map(({ id }) => id)).toEqual(['mobilenet-v2', 'open-nsfw']);
});
