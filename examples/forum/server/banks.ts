import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { digestOf, readHeader, wireLimits } from '@safeupload/sdk/core';
import type { Bank, Measurer, Verifier } from '@safeupload/server';

/**
 * The demo's lists. `test` holds a harmless drawing: exact copies are refused before their bytes are sent, likenesses
 * wait for a moderator. `test-severe` holds a harmless meadow and shows the lane that only the safety officer opens.
 */
export const testBanks: readonly Bank[] = [
  { name: 'test', meaning: 'block', severe: false, disclosable: true },
  { name: 'test-severe', meaning: 'hold', severe: true, disclosable: false },
];

const listed: readonly { readonly bank: string; readonly file: string }[] = [
  { bank: 'test', file: 'test-picture.png' },
  { bank: 'test-severe', file: 'severe-picture.jpg' },
];

/** Puts the demo's pictures on its lists; those already there stay as they are. */
export async function fillBanks(verifier: Verifier, measurer: Measurer, samplesDirectory: string): Promise<void> {
  for (const { bank, file } of listed) {
    const bytes = new Uint8Array(await readFile(path.join(samplesDirectory, file)));
    const { evidence } = await measurer.measure(bytes, readHeader(bytes, wireLimits), {
      derivatives: [],
      limits: wireLimits,
    });
    const [fingerprint] = evidence.fingerprints;
    await verifier.banks.add({
      bank,
      sha256: await digestOf(bytes),
      ...(fingerprint === undefined ? {} : { fingerprint }),
      note: file,
    });
  }
}
