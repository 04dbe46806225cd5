import { verifyReceipt } from '@safeupload/sdk/core';
import { describe, expect, it } from 'vitest';
import vectors from '../vectors/receipts.json' with { type: 'json' };

describe('receipts', () => {
  it.each(vectors.receipts)('$name', async ({ token, valid }) => {
    const verified = verifyReceipt(token, { jwks: vectors.jwks, expectedIssuer: vectors.expectedIssuer });
    if (valid) expect(await verified).toEqual(vectors.receipt);
    else await expect(verified).rejects.toMatchObject({ code: 'receipt-invalid' });
  });

  it('refuses a megabyte without reading it', async () => {
    const verified = verifyReceipt('x'.repeat(1_000_000), {
      jwks: vectors.jwks,
      expectedIssuer: vectors.expectedIssuer,
    });
    await expect(verified).rejects.toThrow('expected at most 8192 characters, got 1000000');
  });
});
