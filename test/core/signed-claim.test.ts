import { parseClaim, readSignedClaim, signClaim, verifyClaimSignature } from '@safeupload/sdk/core';
import fc from 'fast-check';
import { type CryptoKey, calculateJwkThumbprint, generateKeyPair, importJWK } from 'jose';
import { describe, expect, it } from 'vitest';
import vectors from '../vectors/claims.json' with { type: 'json' };

const key = (await importJWK(vectors.key, 'ES256')) as CryptoKey;

describe('signed claims', () => {
  it.each(vectors.claims)('$name', async ({ token, read, refusal, signature }) => {
    const found = await readSignedClaim(token);
    expect(found.read).toBe(read);
    if (!found.read) expect(found.refusal).toBe(refusal);
    else expect(await verifyClaimSignature(token, key)).toBe(signature === 'valid');
  });

  it('gives a signature twin the identity of the claim', async () => {
    const [genuine, twin] = vectors.claims;
    const first = await readSignedClaim(genuine?.token);
    const second = await readSignedClaim(twin?.token);
    expect(genuine?.token).not.toBe(twin?.token);
    expect(first.read && second.read && first.identity === second.identity).toBe(true);
  });

  it('reads back what it signs, under the thumbprint of the key', async () => {
    const pair = await generateKeyPair('ES256');
    const kid = await calculateJwkThumbprint(pair.publicKey);
    const claim = parseClaim(vectors.claim);
    const token = await signClaim(claim, pair.privateKey, kid);
    const found = await readSignedClaim(token);
    expect(found).toMatchObject({ read: true, header: { kid }, claim });
    expect(await verifyClaimSignature(token, pair.publicKey)).toBe(true);
    expect(await verifyClaimSignature(token, key)).toBe(false);
  });

  it('never throws, whatever it is given', async () => {
    const genuine = vectors.claims[0]?.token ?? '';
    await fc.assert(
      fc.asyncProperty(
        fc.anything(),
        fc.nat(genuine.length - 1),
        fc.string({ maxLength: 3 }),
        async (any, at, text) => {
          expect(await readSignedClaim(any)).toHaveProperty('read');
          expect(await readSignedClaim(genuine.slice(0, at) + text + genuine.slice(at + 1))).toHaveProperty('read');
        },
      ),
    );
  });

  it('accepts no changed letter of a signed claim as the same claim', async () => {
    const genuine = vectors.claims[0]?.token ?? '';
    const original = await readSignedClaim(genuine);
    const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    await fc.assert(
      fc.asyncProperty(fc.nat(genuine.length - 1), fc.nat(63), async (at, letter) => {
        const changed = genuine.slice(0, at) + letters[letter] + genuine.slice(at + 1);
        if (changed === genuine) return;
        const found = await readSignedClaim(changed);
        const same = found.read && original.read && found.identity === original.identity;
        // Only the signature may differ while the signing input is the same; it then no longer verifies.
        if (found.read) expect((await verifyClaimSignature(changed, key)) && same).toBe(false);
      }),
    );
  });
});
