// @ts-check
// Makes claims.json, notices.json, receipts.json, policies.json and messages.json. Runs on the built core: `pnpm build && pnpm vectors`.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  canonicalJson,
  claimType,
  defaultDevicePolicy,
  digestOf,
  digestOfPolicy,
  receiptType,
  refusals,
  signClaim,
  signReceipt,
  toUtf8,
} from '@safeupload/sdk/core';
import { CompactSign, calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK } from 'jose';

const order = BigInt('0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551');

/** A key that exists for the vectors alone. @returns {Promise<{ jwk: import('jose').JWK, publicJwk: object, privateKey: import('jose').CryptoKey, kid: string }>} */
async function vectorKey() {
  const pair = await generateKeyPair('ES256', { extractable: true });
  const jwk = await exportJWK(pair.privateKey);
  const { d: _, ...publicJwk } = jwk;
  return { jwk, publicJwk, privateKey: pair.privateKey, kid: await calculateJwkThumbprint(publicJwk) };
}

const encode = (/** @type {string | Uint8Array} */ value) => Buffer.from(value).toString('base64url');
const device = await vectorKey();
const other = await vectorKey();
const server = await vectorKey();
const digest = await digestOf(toUtf8('the bytes'));
const policySha256 = await digestOfPolicy(defaultDevicePolicy);

/** @type {import('@safeupload/sdk/core').Claim} */
const claim = {
  v: 1,
  iss: 'https://forum.example',
  aud: 'https://forum.example/safe-upload',
  sub: 'q83vEjRWeJCrze8SNFZ4kA',
  iat: 1_790_000_000,
  exp: 1_790_000_300,
  jti: 'AAECAwQFBgcICQoLDA0ODw',
  nonce: 'EBESExQVFhcYGRobHB0eHw',
  context: 'post',
  source: { sha256: digest, bytes: 9, format: 'jpeg' },
  upload: { sha256: digest, bytes: 9, format: 'jpeg', width: 640, height: 480, frames: { total: 1, screened: 1 } },
  pdq: [{ hash: '0123456789abcdef'.repeat(4), quality: 100 }],
  models: [{ id: 'mobilenet-v2', sha256: digest, scores: { Drawing: 0.1, Hentai: 0, Neutral: 0.9, Porn: 0, Sexy: 0 } }],
  policy: { id: defaultDevicePolicy.id, sha256: policySha256 },
  verdict: { action: 'allow', reasons: [] },
  sdk: '0.1.0',
  runtime: 'ort-wasm 1.30.0',
};

const genuine = await signClaim(claim, device.privateKey, device.kid);
const [header, payload, signature] = genuine.split('.');

/** @param {Record<string, unknown>} protectedHeader @param {string} text */
const signedText = async (protectedHeader, text) => {
  const privateKey = await importJWK(device.jwk, 'ES256');
  return new CompactSign(toUtf8(text)).setProtectedHeader(/** @type {never} */ (protectedHeader)).sign(privateKey);
};
const plainHeader = { alg: 'ES256', typ: claimType, kid: device.kid };
const text = JSON.stringify(claim);
const changed = (/** @type {object} */ change) => signedText(plainHeader, JSON.stringify({ ...claim, ...change }));
const without = (/** @type {string} */ field) =>
  signedText(plainHeader, JSON.stringify(Object.fromEntries(Object.entries(claim).filter(([key]) => key !== field))));

/** The other signature of the same input that verifies too: (r, n − s). */
function twin() {
  const bytes = Buffer.from(signature, 'base64url');
  const s = BigInt(`0x${bytes.subarray(32).toString('hex')}`);
  const mirrored = Buffer.from((order - s).toString(16).padStart(64, '0'), 'hex');
  return `${header}.${payload}.${encode(Buffer.concat([bytes.subarray(0, 32), mirrored]))}`;
}

/** The same token with an unused bit of its last letter set: other text, same bytes for a lenient decoder. */
function nonCanonical() {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  return genuine.slice(0, -1) + alphabet[alphabet.indexOf(genuine.at(-1) ?? 'A') | 1];
}

/** @type {{ name: string, token: string, read: boolean, refusal?: string, signature?: 'valid' | 'invalid' }[]} */
const claims = [
  { name: 'genuine', token: genuine, read: true, signature: 'valid' },
  { name: 'signature twin (r, n - s): the same claim', token: twin(), read: true, signature: 'valid' },
  {
    name: 'signed by another key',
    token: await signClaim(claim, other.privateKey, device.kid),
    read: true,
    signature: 'invalid',
  },
  {
    name: 'payload of another claim under this signature',
    token: `${header}.${encode(JSON.stringify({ ...claim, context: 'avatar' }))}.${signature}`,
    read: true,
    signature: 'invalid',
  },
  { name: 'trailing newline', token: `${genuine}\n`, read: false, refusal: 'claim-malformed' },
  { name: 'leading space', token: ` ${genuine}`, read: false, refusal: 'claim-malformed' },
  { name: 'padding', token: `${genuine}==`, read: false, refusal: 'claim-malformed' },
  { name: 'unused bits set in the signature', token: nonCanonical(), read: false, refusal: 'claim-malformed' },
  { name: 'two parts', token: `${header}.${payload}`, read: false, refusal: 'claim-malformed' },
  { name: 'four parts', token: `${genuine}.AA`, read: false, refusal: 'claim-malformed' },
  { name: 'empty', token: '', read: false, refusal: 'claim-malformed' },
  {
    name: 'signature of 63 bytes',
    token: `${header}.${payload}.${encode(Buffer.alloc(63))}`,
    read: false,
    refusal: 'claim-malformed',
  },
  {
    name: 'over 8,192 characters',
    token: await changed({ sdk: 'x'.repeat(9000) }),
    read: false,
    refusal: 'claim-malformed',
  },
  {
    name: 'white space in the JSON',
    token: await signedText(plainHeader, JSON.stringify(claim, null, 1)),
    read: false,
    refusal: 'claim-malformed',
  },
  {
    name: 'duplicate key',
    token: await signedText(plainHeader, text.replace('{"v":1,', '{"v":1,"v":1,')),
    read: false,
    refusal: 'claim-malformed',
  },
  {
    name: 'duplicate key deep inside',
    token: await signedText(plainHeader, text.replace('"action":"allow"', '"action":"block","action":"allow"')),
    read: false,
    refusal: 'claim-malformed',
  },
  {
    name: 'number in another spelling',
    token: await signedText(plainHeader, text.replace('"bytes":9', '"bytes":9.0')),
    read: false,
    refusal: 'claim-malformed',
  },
  {
    name: 'letter in another spelling',
    token: await signedText(plainHeader, text.replace('"post"', '"\\u0070ost"')),
    read: false,
    refusal: 'claim-malformed',
  },
  { name: 'no JSON', token: await signedText(plainHeader, 'not json at all'), read: false, refusal: 'claim-malformed' },
  {
    name: 'no UTF-8',
    token: `${header}.${encode(new Uint8Array([0x22, 0xc3, 0x28, 0x22, 0x20, 0x20, 0x20, 0x20]))}.${signature}`,
    read: false,
    refusal: 'claim-malformed',
  },
  { name: 'a list', token: await signedText(plainHeader, '[1,2,3,4]'), read: false, refusal: 'claim-malformed' },
  { name: 'unknown field', token: await changed({ trusted: true }), read: false, refusal: 'claim-malformed' },
  { name: 'version 0', token: await changed({ v: 0 }), read: false, refusal: 'claim-malformed' },
  { name: 'version 2', token: await changed({ v: 2 }), read: false, refusal: 'claim-malformed' },
  {
    name: 'score over 1',
    token: await changed({ models: [{ id: 'm', sha256: digest, scores: { a: 1.5 } }] }),
    read: false,
    refusal: 'claim-malformed',
  },
  {
    name: '17 fingerprints',
    token: await changed({ pdq: Array.from({ length: 17 }, () => claim.pdq[0]) }),
    read: false,
    refusal: 'claim-malformed',
  },
  {
    name: 'unknown reason',
    token: await changed({ verdict: { action: 'allow', reasons: ['because'] } }),
    read: false,
    refusal: 'claim-malformed',
  },
  {
    name: 'digest in capitals',
    token: await changed({ upload: { ...claim.upload, sha256: digest.toUpperCase() } }),
    read: false,
    refusal: 'claim-malformed',
  },
  {
    name: 'issuer with a path',
    token: await changed({ iss: 'https://forum.example/x' }),
    read: false,
    refusal: 'claim-malformed',
  },
  { name: 'fractional iat', token: await changed({ iat: 1.5 }), read: false, refusal: 'claim-malformed' },
  ...(await Promise.all(
    Object.keys(claim).map(async (field) => ({
      name: `without ${field}`,
      token: await without(field),
      read: false,
      refusal: 'claim-malformed',
    })),
  )),
  {
    name: 'alg none',
    token: `${encode(JSON.stringify({ alg: 'none', typ: claimType, kid: device.kid }))}.${payload}.${signature}`,
    read: false,
    refusal: 'claim-algorithm',
  },
  {
    name: 'alg HS256',
    token: `${encode(JSON.stringify({ alg: 'HS256', typ: claimType, kid: device.kid }))}.${payload}.${signature}`,
    read: false,
    refusal: 'claim-algorithm',
  },
  {
    name: 'typ JWT',
    token: await signedText({ ...plainHeader, typ: 'JWT' }, text),
    read: false,
    refusal: 'claim-algorithm',
  },
  {
    name: 'typ of a receipt',
    token: await signedText({ ...plainHeader, typ: receiptType }, text),
    read: false,
    refusal: 'claim-algorithm',
  },
  {
    name: 'typ of a notice',
    token: await signedText({ ...plainHeader, typ: 'safeupload-stopped+jwt' }, text),
    read: false,
    refusal: 'claim-algorithm',
  },
  {
    name: 'key in the header',
    token: await signedText({ ...plainHeader, jwk: device.publicJwk }, text),
    read: false,
    refusal: 'claim-algorithm',
  },
  {
    name: 'address of a key in the header',
    token: await signedText({ ...plainHeader, jku: 'https://evil.example/k' }, text),
    read: false,
    refusal: 'claim-algorithm',
  },
  {
    name: 'no kid',
    token: await signedText({ alg: 'ES256', typ: claimType }, text),
    read: false,
    refusal: 'claim-algorithm',
  },
  {
    name: 'kid that is no thumbprint',
    token: await signedText({ ...plainHeader, kid: '../../key' }, text),
    read: false,
    refusal: 'claim-algorithm',
  },
];

/**
 * What a device says when it stopped a file: nothing of the file. The wire's own text (docs/wire.md), so that the vectors
 * do not depend on the code that reads them.
 */
const noticeType = 'safeupload-stopped+jwt';
const notice = {
  v: 1,
  iss: claim.iss,
  aud: claim.aud,
  sub: claim.sub,
  iat: claim.iat,
  exp: claim.exp,
  nonce: claim.nonce,
  context: claim.context,
  policy: claim.policy,
};
const noticeHeader = { ...plainHeader, typ: noticeType };
const noticeText = JSON.stringify(notice);
const genuineNotice = await signedText(noticeHeader, noticeText);
const [noticeHead, noticePayload, noticeSignature] = genuineNotice.split('.');
const changedNotice = (/** @type {object} */ change) =>
  signedText(noticeHeader, JSON.stringify({ ...notice, ...change }));

/** @type {(name: string, token: string, refusal?: string) => { name: string, token: string, read: false, refusal: string }} */
const unread = (name, token, refusal = 'claim-malformed') => ({ name, token, read: false, refusal });
/** @type {typeof claims} */
const notices = [
  { name: 'genuine', token: genuineNotice, read: true, signature: 'valid' },
  {
    name: 'signed by another key',
    token: await new CompactSign(toUtf8(noticeText))
      .setProtectedHeader({ ...noticeHeader, alg: 'ES256' })
      .sign(other.privateKey),
    read: true,
    signature: 'invalid',
  },
  {
    name: 'payload of another notice under this signature',
    token: `${noticeHead}.${encode(JSON.stringify({ ...notice, context: 'avatar' }))}.${noticeSignature}`,
    read: true,
    signature: 'invalid',
  },
  unread('a claim', genuine, 'claim-algorithm'),
  unread('a claim under the typ of a notice', await signedText(noticeHeader, text)),
  unread('a notice under the typ of a claim', await signedText(plainHeader, noticeText), 'claim-algorithm'),
  unread('typ of a receipt', await signedText({ ...plainHeader, typ: receiptType }, noticeText), 'claim-algorithm'),
  unread('typ JWT', await signedText({ ...plainHeader, typ: 'JWT' }, noticeText), 'claim-algorithm'),
  unread('no typ', await signedText({ alg: 'ES256', kid: device.kid }, noticeText), 'claim-algorithm'),
  unread('no kid', await signedText({ alg: 'ES256', typ: noticeType }, noticeText), 'claim-algorithm'),
  unread(
    'key in the header',
    await signedText({ ...noticeHeader, jwk: device.publicJwk }, noticeText),
    'claim-algorithm',
  ),
  unread(
    'alg none',
    `${encode(JSON.stringify({ ...noticeHeader, alg: 'none' }))}.${noticePayload}.${noticeSignature}`,
    'claim-algorithm',
  ),
  unread('trailing newline', `${genuineNotice}\n`),
  unread('padding', `${genuineNotice}==`),
  unread('two parts', `${noticeHead}.${noticePayload}`),
  unread('empty', ''),
  unread('white space in the JSON', await signedText(noticeHeader, JSON.stringify(notice, null, 1))),
  unread('duplicate key', await signedText(noticeHeader, noticeText.replace('{"v":1,', '{"v":1,"v":1,'))),
  unread('number in another spelling', await signedText(noticeHeader, noticeText.replace('"v":1,', '"v":1.0,'))),
  unread('a list', await signedText(noticeHeader, '[1,2,3,4]')),
  unread('version 2', await changedNotice({ v: 2 })),
  unread('issuer with a path', await changedNotice({ iss: 'https://forum.example/x' })),
  unread('unknown use', await changedNotice({ context: 'elsewhere' })),
  unread('a policy with its thresholds', await changedNotice({ policy: { ...notice.policy, blockAbove: 0.7 } })),
  // Nothing of the picture: each of these is refused, not ignored.
  unread('a digest of the file', await changedNotice({ sha256: digest })),
  unread('what a claim says of the bytes', await changedNotice({ upload: claim.upload })),
  unread('a fingerprint', await changedNotice({ pdq: claim.pdq })),
  unread('scores', await changedNotice({ models: claim.models })),
  unread('a verdict', await changedNotice({ verdict: { action: 'block', reasons: ['risk-high'] } })),
  ...(await Promise.all(
    Object.keys(notice).map(async (field) =>
      unread(
        `without ${field}`,
        await signedText(
          noticeHeader,
          JSON.stringify(Object.fromEntries(Object.entries(notice).filter(([key]) => key !== field))),
        ),
      ),
    ),
  )),
];

/** @type {import('@safeupload/sdk/core').Receipt} */
const receipt = {
  v: 1,
  iss: claim.aud,
  jti: 'ICEiIyQlJicoKSorLC0uLw',
  iat: 1_790_000_010,
  uploadId: 'MDEyMzQ1Njc4OTo7PD0-Pw',
  context: 'post',
  derivatives: [{ name: 'full', format: 'jpeg', width: 640, height: 480, sha256: digest }],
  policy: 'default-1',
};
const jwks = { keys: [{ ...server.publicJwk, kid: server.kid, alg: 'ES256', use: 'sig' }] };
const token = await signReceipt(receipt, server.privateKey, server.kid);
const [receiptHeader, receiptPayload, receiptSignature] = token.split('.');
const receipts = [
  { name: 'genuine', token, valid: true },
  {
    name: 'signed by a key that is not published',
    token: await signReceipt(receipt, other.privateKey, other.kid),
    valid: false,
  },
  {
    name: 'signed by another key under the published kid',
    token: await signReceipt(receipt, other.privateKey, server.kid),
    valid: false,
  },
  {
    name: 'another issuer',
    token: await signReceipt({ ...receipt, iss: 'https://evil.example' }, server.privateKey, server.kid),
    valid: false,
  },
  {
    name: 'payload changed',
    token: `${receiptHeader}.${encode(JSON.stringify({ ...receipt, context: 'avatar' }))}.${receiptSignature}`,
    valid: false,
  },
  {
    name: 'alg none',
    token: `${encode(JSON.stringify({ alg: 'none', typ: receiptType, kid: server.kid }))}.${receiptPayload}.`,
    valid: false,
  },
  { name: 'a claim', token: await signClaim(claim, server.privateKey, server.kid), valid: false },
  {
    name: 'unknown field',
    token: await signReceipt(/** @type {never} */ ({ ...receipt, extra: 1 }), server.privateKey, server.kid),
    valid: false,
  },
];

const asIs = { ...defaultDevicePolicy, id: 'new-1', preparation: 'as-is', stoppedNotices: true };
const policies = {
  valid: await Promise.all(
    [defaultDevicePolicy, /** @type {typeof defaultDevicePolicy} */ (asIs)].map(async (policy) => ({
      policy,
      canonical: canonicalJson(policy),
      sha256: await digestOfPolicy(policy),
    })),
  ),
  invalid: [
    { name: 'unknown field', policy: { ...defaultDevicePolicy, banks: [] } },
    { name: 'threshold over 1', policy: { ...defaultDevicePolicy, blockAbove: 1.1 } },
    { name: 'unknown preparation', policy: { ...defaultDevicePolicy, preparation: 'raw' } },
    { name: 'another version', policy: { ...defaultDevicePolicy, v: 2 } },
    { name: 'a number as text', policy: { ...defaultDevicePolicy, secondOpinionAt: '0.2' } },
    { name: 'missing models', policy: { ...defaultDevicePolicy, models: undefined } },
  ],
};

const challenge = {
  v: 1,
  aud: claim.aud,
  sub: claim.sub,
  context: 'post',
  nonces: [claim.nonce],
  issuedAt: 1_790_000_000_000,
  expiresAt: 1_790_000_600_000,
  policy: defaultDevicePolicy,
  policySha256,
};
const request = { key: device.publicJwk, count: 3, context: 'post' };
const outcome = { v: 1, uploadId: receipt.uploadId, outcome: 'allowed' };
const messages = {
  'challenge-request': {
    valid: [request, { ...request, count: 20, context: 'avatar' }],
    invalid: [
      { ...request, count: 0 },
      { ...request, count: 21 },
      { ...request, key: device.jwk },
      { ...request, context: 'elsewhere' },
      { ...request, account: 'x' },
    ],
  },
  challenge: {
    valid: [challenge],
    invalid: [
      { ...challenge, nonces: ['short'] },
      { ...challenge, level: 2 },
      { ...challenge, issuedAt: -1 },
    ],
  },
  claim: {
    valid: [claim],
    invalid: [
      { ...claim, v: 2 },
      { ...claim, nonce: '!' },
    ],
  },
  'stopped-notice': {
    valid: [notice, { ...notice, context: 'avatar' }],
    invalid: [
      { ...notice, v: 2 },
      { ...notice, jti: claim.jti },
      { ...notice, sha256: digest },
      { ...notice, pdq: claim.pdq },
      { ...notice, verdict: claim.verdict },
      { ...notice, policy: { id: notice.policy.id } },
    ],
  },
  stopped: {
    valid: [{ v: 1, received: true }],
    invalid: [{ v: 1, received: false }, { v: 1 }, { v: 1, received: true, kept: true }],
  },
  precheck: {
    valid: [
      { v: 1, proceed: true },
      { ...outcome, outcome: 'refused' },
    ],
    invalid: [{ v: 1, proceed: false }, { v: 1 }, { v: 1, proceed: true, outcome: 'refused' }],
  },
  outcome: {
    valid: [outcome, { ...outcome, outcome: 'held' }],
    invalid: [
      { ...outcome, outcome: 'blocked' },
      { ...outcome, score: 0.9 },
      { v: 1, outcome: 'allowed' },
    ],
  },
  deposit: {
    valid: [{ v: 1, deposited: true, expiresAt: 1_790_000_600_000 }],
    invalid: [
      { v: 1, deposited: false, expiresAt: 1 },
      { v: 1, deposited: true },
    ],
  },
  status: {
    valid: [{ ...outcome, state: 'attached' }],
    invalid: [{ ...outcome, state: 'published' }, outcome],
  },
  refusal: {
    valid: [
      ...Object.keys(refusals).map((code) => ({ v: 1, code, message: 'A sentence.' })),
      { v: 1, code: 'claim-expired', message: 'Sign again.', challenge },
      { v: 1, code: 'rate-limited', message: 'Wait.', retryAfterSeconds: 30 },
    ],
    invalid: [
      { v: 1, code: 'Nonce Expired', message: 'x' },
      { v: 1, code: 'nonce-expired' },
    ],
  },
};

/** @param {string} name @param {unknown} value */
const write = (name, value) =>
  writeFileSync(fileURLToPath(new URL(name, import.meta.url)), `${JSON.stringify(value, null, 1)}\n`);
write('claims.json', { key: device.publicJwk, kid: device.kid, claim, claims });
write('notices.json', { key: device.publicJwk, kid: device.kid, notice, notices });
write('receipts.json', { jwks, expectedIssuer: claim.aud, receipt, receipts });
write('policies.json', policies);
write('messages.json', messages);
console.log(
  `${claims.length} claims, ${notices.length} notices, ${receipts.length} receipts, ${Object.keys(messages).length} kinds of message.`,
);
