/** A policy that wants pictures larger than the wire takes: what is sent still fits. */
import { createScreener } from '@safeupload/sdk';
import { defaultDevicePolicy } from '@safeupload/sdk/core';
import { expect, it } from 'vitest';
import { paintedFile } from '../support/painted-file.js';

it.each([
  ['pixels', { pixels: 120_000 }, 120_000, 800],
  ['side', { sidePx: 500 }, 480_000, 500],
] as const)(
  'a picture over the wire’s %s is made as large as may be sent, not refused',
  async (_, wire, most, side) => {
    const file = await paintedFile(800, 600, 'image/jpeg');
    const screener = createScreener({ assets: '/safe-upload/', limits: { wire } });
    try {
      const policy = { ...defaultDevicePolicy, plain: { longestSidePx: 12_000, quality: 0.85 } };
      const { evidence, preparation } = await screener.screen(file, { policy });
      const { width, height } = evidence.header;
      expect(preparation).toBe('plain');
      expect(width * height).toBeLessThanOrEqual(most);
      expect(Math.max(width, height)).toBeLessThanOrEqual(side);
      expect(width * height).toBeGreaterThan(100_000);
      expect(width / height).toBeCloseTo(4 / 3, 1);
    } finally {
      screener.dispose();
    }
  },
);
