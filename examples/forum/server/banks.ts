import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Bank, Verifier } from '@safeupload/server';

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

/** Puts the demo's pictures on its lists where these are empty still. */
export async function fillBanks(verifier: Verifier, samplesDirectory: string): Promise<void> {
  const full = new Set((await verifier.banks.list()).filter((bank) => bank.entries > 0).map((bank) => bank.name));
  for (const { bank, file } of listed) {
    if (full.has(bank)) continue;
    const bytes = new Uint8Array(await readFile(path.join(samplesDirectory, file)));
    await verifier.banks.add({ bank, bytes, note: file });
  }
}
