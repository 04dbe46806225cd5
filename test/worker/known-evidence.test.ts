/** Evidence is remembered by the bytes, the policy and the models: the real worker, which books no time for what it does not do. */
import { createScreener, type Screened, type Screener } from '@safeupload/sdk';
import { type DevicePolicy, defaultDevicePolicy, type Evidence, preparations } from '@safeupload/sdk/core';
import { afterEach, describe, expect, it } from 'vitest';
import { knownEvidence } from '../../packages/sdk/src/worker/known-evidence.js';
import { fixturePicture } from '../support/fixture-picture.js';
import { paintedFile } from '../support/painted-file.js';
import { answering, wrappedWorker } from '../support/wrapped-worker.js';

const made: Screener[] = [];

function newScreener(worker?: () => Worker): Screener {
  const screener = createScreener({ assets: '/safe-upload/', ...(worker === undefined ? {} : { worker }) });
  made.push(screener);
  return screener;
}

afterEach(() => {
  for (const screener of made.splice(0)) screener.dispose();
});

/** Whether a model ran: one run takes 10 ms and more, none is booked as 0. */
const wasMeasured = ({ timings }: Screened): boolean => timings.modelsMs > 0 || timings.pixelsMs > 0;

describe.each(preparations)('%s: the model', (preparation) => {
  const policy: DevicePolicy = { ...defaultDevicePolicy, preparation };

  it('does not look at the same picture twice, and says the same of it', async () => {
    const screener = newScreener();
    const file = await paintedFile(640, 480, 'image/jpeg', 2);
    const first = await screener.screen(file, { policy });
    const second = await screener.screen(new File([file], 'the same under another name.jpg'), { policy });
    expect([wasMeasured(first), wasMeasured(second)]).toEqual([true, false]);
    expect(second.evidence).toEqual(first.evidence);
    expect(second.verdict).toEqual(first.verdict);
    expect(second.bytes).toEqual(first.bytes);
    expect(wasMeasured(await screener.screen(await paintedFile(640, 480, 'image/jpeg', 3), { policy }))).toBe(true);
  });

  it('looks again under another policy, and under the first not a third time', async () => {
    const screener = newScreener();
    const file = await fixturePicture('triggers/both.png');
    const lenient = { ...policy, id: 'lenient', secondOpinionAt: 1, secondOpinionTimeoutMs: 60_000 };
    const strict = { ...lenient, id: 'strict', secondOpinionAt: 0.2 };
    const screened = [];
    for (const each of [lenient, strict, lenient, strict]) {
      screened.push(await screener.screen(file, { policy: each }));
    }
    expect(screened.map(wasMeasured)).toEqual([true, true, false, false]);
    expect(screened.map(({ verdict }) => verdict.action)).toEqual(['hold', 'block', 'hold', 'block']);
    expect(screened.map(({ evidence }) => evidence.models.length)).toEqual([1, 2, 1, 2]);
  });

  it('looks again after everything was forgotten', async () => {
    let ended = 0;
    const screener = newScreener(() => {
      const worker = wrappedWorker('')();
      const terminate = worker.terminate.bind(worker);
      worker.terminate = () => {
        ended += 1;
        terminate();
      };
      return worker;
    });
    const file = await paintedFile(320, 240, 'image/jpeg', 4);
    await screener.screen(file, { policy });
    screener.forget();
    await expect.poll(() => ended).toBe(1);
    expect(wasMeasured(await screener.screen(file, { policy }))).toBe(true);
  });
});

it('an animation that was prepared to one frame still says how many it had', async () => {
  const screener = newScreener();
  const file = await fixturePicture('pictures/good/animated-6.webp');
  const [first, second] = [await screener.screen(file), await screener.screen(file)];
  expect([wasMeasured(first), wasMeasured(second)]).toEqual([true, false]);
  expect(first.verdict.reasons).toContain('frames-unscreened');
  expect(second.verdict).toEqual(first.verdict);
});

it('what was missing once is measured again', async () => {
  const screener = newScreener(wrappedWorker(answering('open-nsfw/model.onnx', `new Response('no', { status: 404 })`)));
  const file = await paintedFile(320, 240, 'image/jpeg', 5);
  const policy = { ...defaultDevicePolicy, secondOpinionAt: 0 };
  const screened = [await screener.screen(file, { policy }), await screener.screen(file, { policy })];
  expect(screened.map(({ evidence }) => evidence.gaps)).toEqual([
    ['second-opinion-missing'],
    ['second-opinion-missing'],
  ]);
  expect(screened.map(wasMeasured)).toEqual([true, true]);
});

describe('what is remembered', () => {
  const model = { id: 'mobilenet-v2', sha256: 'a'.repeat(64), scores: { Neutral: 1 }, risk: 0 };
  const evidenceOf = (sha256: string): Evidence => ({
    header: { format: 'jpeg', width: 1, height: 1, frameCount: 1, orientation: 1, hasAlpha: false },
    sha256,
    bytes: 100,
    frames: { total: 1, screened: 1 },
    fingerprints: [],
    models: [model],
    gaps: [],
  });
  const manifest = (sha256: string) => ({
    manifest: async (id: string) => ({ ...(await (await fetch(`/safe-upload/${id}/manifest.json`)).json()), sha256 }),
  });
  const digest = (index: number) => index.toString(16).padStart(64, '0');
  const asked = (sha256: string) => ({ length: 100, sha256: Promise.resolve(sha256) });

  it('is of 200 files, those that were asked for last', async () => {
    const known = knownEvidence(manifest(model.sha256));
    for (let index = 0; index < 200; index += 1) known.keep(evidenceOf(digest(index)), defaultDevicePolicy);
    expect(await known.find(asked(digest(0)), defaultDevicePolicy)).not.toBeNull();
    known.keep(evidenceOf(digest(200)), defaultDevicePolicy);
    const found = await Promise.all(
      [0, 1, 2, 200].map(async (index) => (await known.find(asked(digest(index)), defaultDevicePolicy)) !== null),
    );
    expect(found).toEqual([true, false, true, true]);
  });

  it('is not believed of other models', async () => {
    const known = knownEvidence(manifest('b'.repeat(64)));
    known.keep(evidenceOf(digest(1)), defaultDevicePolicy);
    expect(await known.find(asked(digest(1)), defaultDevicePolicy)).toBeNull();
  });

  it('is not asked for with a digest that nobody waits for where no bytes of that length are known', async () => {
    const known = knownEvidence(manifest(model.sha256));
    known.keep(evidenceOf(digest(1)), defaultDevicePolicy);
    const never = new Promise<string>(() => {});
    expect(await known.find({ length: 101, sha256: never }, defaultDevicePolicy)).toBeNull();
  });
});
