import {
  parseStoppedNotice,
  readSignedClaim,
  readSignedNotice,
  signNotice,
  verifyClaimSignature,
} from '@safeupload/sdk/core';
import fc from 'fast-check';
import { type CryptoKey, calculateJwkThumbprint, generateKeyPair, importJWK } from 'jose';
import { describe, expect, it } from 'vitest';
import claims from '../vectors/claims.json' with { type: 'json' };
import vectors from '../vectors/notices.json' with { type: 'json' };

const key = (await importJWK(vectors.key, 'ES256')) as CryptoKey;

describe('stopped notices', () => {
  it.each(vectors.notices)('$name', async ({ token, read, refusal, signature }) => {
    const found = await readSignedNotice(token);
    expect(found.read).toBe(read);
    if (!found.read) expect(found.refusal).toBe(refusal);
    else expect(await verifyClaimSignature(token, key)).toBe(signature === 'valid');
  });

  it('say who, when, on which ticket, for what and under which policy, and nothing of the picture', () => {
    expect(Object.keys(parseStoppedNotice(vectors.notice)).sort()).toEqual([
      'aud',
      'context',
      'exp',
      'iat',
      'iss',
      'nonce',
      'policy',
      'sub',
      'v',
    ]);
  });

  it('are never read as claims, nor claims as notices', async () => {
    for (const { token, read } of vectors.notices) if (read) expect((await readSignedClaim(token)).read).toBe(false);
    for (const { token } of claims.claims) expect((await readSignedNotice(token)).read).toBe(false);
  });

  it('are read back as they were signed, under the thumbprint of the key', async () => {
    const pair = await generateKeyPair('ES256');
    const kid = await calculateJwkThumbprint(pair.publicKey);
    const notice = parseStoppedNotice(vectors.notice);
    const token = await signNotice(notice, pair.privateKey, kid);
    expect(await readSignedNotice(token)).toMatchObject({ read: true, kid, notice });
    expect(await verifyClaimSignature(token, pair.publicKey)).toBe(true);
    expect(await verifyClaimSignature(token, key)).toBe(false);
  });

  it('never make the reader throw, whatever it is given', async () => {
    const genuine = vectors.notices[0]?.token ?? '';
    await fc.assert(
      fc.asyncProperty(
        fc.anything(),
        fc.nat(genuine.length - 1),
        fc.string({ maxLength: 3 }),
        async (any, at, text) => {
          expect(await readSignedNotice(any)).toHaveProperty('read');
          expect(await readSignedNotice(genuine.slice(0, at) + text + genuine.slice(at + 1))).toHaveProperty('read');
        },
      ),
    );
  });
});
