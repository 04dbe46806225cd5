import { createScreener, type Screener } from '@safeupload/sdk';
import { defaultDevicePolicy, digestOf, readHeader, wireLimits } from '@safeupload/sdk/core';
import { afterEach, describe, expect, it } from 'vitest';
import { paintedFile } from '../support/painted-file.js';

const assets = '/safe-upload/';
const asIs = { ...defaultDevicePolicy, preparation: 'as-is' } as const;

let screener: Screener | undefined;
afterEach(() => screener?.dispose());

describe('screen', () => {
  it('prepares, measures and decides on a JPEG', async () => {
    screener = createScreener({ assets });
    const file = await paintedFile(1155, 866, 'image/jpeg');
    const stages: string[] = [];
    let last = 0;
    const screened = await screener.screen(file, {
      onProgress({ stage, done }) {
        expect(done).toBeGreaterThanOrEqual(last);
        last = done;
        if (stages.at(-1) !== stage) stages.push(stage);
      },
    });
    expect(screened.verdict).toEqual({ action: 'allow', reasons: [] });
    expect(screened.preparation).toBe('plain');
    expect(screened.evidence.sha256).toBe(await digestOf(screened.bytes));
    expect(screened.evidence.header).toEqual(readHeader(screened.bytes, wireLimits));
    expect(screened.evidence.header).toMatchObject({ format: 'jpeg', width: 1155, height: 866, frameCount: 1 });
    expect(screened.evidence.frames).toEqual({ total: 1, screened: 1 });
    expect(screened.evidence.models.map(({ id }) => id)).toEqual(['mobilenet-v2']);
    expect(screened.evidence.fingerprints).toHaveLength(1);
    expect(screened.source).toEqual({
      sha256: await digestOf(new Uint8Array(await file.arrayBuffer())),
      bytes: file.size,
      format: 'jpeg',
    });
    expect(screened.runtime.length).toBeLessThanOrEqual(64);
    expect(stages[0]).toBe('reading');
    expect(stages.at(-1)).toBe('measuring');
    expect(last).toBe(1);
  });

  it('leaves a file untouched as-is', async () => {
    screener = createScreener({ assets, policy: asIs });
    const file = await paintedFile(1155, 866, 'image/jpeg');
    const screened = await screener.screen(file);
    expect(screened.preparation).toBe('as-is');
    expect(screened.evidence.sha256).toBe(screened.source.sha256);
    expect(screened.bytes).toEqual(new Uint8Array(await file.arrayBuffer()));
  });
});
