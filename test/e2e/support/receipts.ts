import { spawnSync } from 'node:child_process';
import { createHash, createPublicKey, type JsonWebKey, verify } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Receipt } from '@safeupload/sdk/core';
import { compactVerify, createLocalJWKSet, type JSONWebKeySet } from 'jose';

/** The payload, verified by `jose`. Throws where the signature is not one of these keys'. */
export async function verifiedByJose(token: string, jwks: JSONWebKeySet): Promise<Receipt> {
  const { payload, protectedHeader } = await compactVerify(token, createLocalJWKSet(jwks), { algorithms: ['ES256'] });
  if (protectedHeader.typ !== 'safeupload-receipt+jwt') throw new Error(`typ is ${protectedHeader.typ}`);
  return JSON.parse(new TextDecoder().decode(payload)) as Receipt;
}

/** The payload, verified by Node's own `crypto` and a few lines: no JOSE library involved. */
export function verifiedByNode(token: string, jwks: JSONWebKeySet): Receipt {
  const [header = '', payload = '', signature = ''] = token.split('.');
  const { kid, alg } = JSON.parse(Buffer.from(header, 'base64url').toString('utf8')) as { kid: string; alg: string };
  const key = jwks.keys.find((one) => one.kid === kid);
  if (key === undefined || alg !== 'ES256') throw new Error('signed by none of the published keys');
  const good = verify(
    'sha256',
    Buffer.from(`${header}.${payload}`),
    { key: createPublicKey({ key: key as JsonWebKey, format: 'jwk' }), dsaEncoding: 'ieee-p1363' },
    Buffer.from(signature, 'base64url'),
  );
  if (!good) throw new Error('the signature does not fit');
  return JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as Receipt;
}

/** The payload, verified by Go's standard library; null on a machine without Go. */
export async function verifiedByGo(token: string, jwks: JSONWebKeySet): Promise<Receipt | null> {
  if (spawnSync('go', ['version']).status !== 0) return null;
  const directory = await mkdtemp(path.join(tmpdir(), 'safeupload-go-'));
  try {
    const keys = path.join(directory, 'jwks.json');
    await writeFile(keys, JSON.stringify(jwks));
    const program = fileURLToPath(new URL('./verify-receipt.go', import.meta.url));
    const done = spawnSync('go', ['run', program, token, keys], {
      encoding: 'utf8',
      timeout: 90_000,
      env: { ...process.env, GO111MODULE: 'off', GOFLAGS: '', GOTOOLCHAIN: 'local' },
    });
    if (done.status !== 0) throw new Error(`Go: ${done.stderr}`);
    return JSON.parse(done.stdout) as Receipt;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** SHA-256 as the receipts write it. */
export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
