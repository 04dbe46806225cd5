import { readFile } from 'node:fs/promises';
import { type Claim, isSafeUploadError, signNotice, toBase64url, toUtf8 } from '@safeupload/sdk/core';
import { sql } from 'drizzle-orm';
import { CompactSign, exportJWK, generateKeyPair } from 'jose';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Device, openDevice } from './support/device.js';
import {
  formOf,
  joined,
  leavesOf,
  partsOf,
  signatureTwin,
  withHeader,
  withLeaf,
  withPayload,
} from './support/forge.js';
import { noticeOf, sendNotice, signedNotice } from './support/notice.js';
import { paint } from './support/paint.js';
import { type Answer, codeOf, type Member, openRoom, origin, type Room } from './support/room.js';

// Every way to cheat that we know, and the documented code it ends in. Nothing may end in a receipt it should not have,
// nothing in a 500.

let room: Room;
let bytes: Uint8Array<ArrayBuffer>;
let otherBytes: Uint8Array<ArrayBuffer>;
let trigger: Uint8Array<ArrayBuffer>;
/** Uploads that may be published: attached by the account that honestly uploaded them. */
const honest = new Set<string>();

beforeAll(async () => {
  room = await openRoom({ banks: [{ name: 'test', meaning: 'block', severe: false, disclosable: true }] });
  bytes = await paint(11);
  otherBytes = await paint(12);
  trigger = new Uint8Array(await readFile(new URL('../fixtures/triggers/both.png', import.meta.url)));
});
afterAll(() => room.dispose());

/** Who a row plays: a member of her own with a browser of her own, so that no row uses up another's tickets. */
interface Cast {
  readonly member: Member;
  readonly device: Device;
}

/** One way to cheat. `code` is the refusal's, or the outcome where the documented answer is one. */
interface Row {
  readonly name: string;
  readonly code: string;
  run(cast: Cast): Promise<Answer>;
  /** True where the documented answer carries a fresh challenge. */
  readonly challenge?: true;
}

let actors = 0;
async function cast(): Promise<Cast> {
  actors += 1;
  const member = room.member(`actor-${actors}`);
  return { member, device: await openDevice(room, member) };
}

/** A row whose claim is honest but for one thing, properly signed by the device's own key. */
const lying = (name: string, code: string, lie: (claim: Claim) => Partial<Claim>, challenge?: true): Row => ({
  name: `signed lie: ${name}`,
  code,
  ...(challenge === undefined ? {} : { challenge }),
  async run({ device }) {
    const claim = await device.claim(bytes, await device.challenge());
    return device.upload(bytes, await device.sign({ ...claim, ...lie(claim) }));
  },
});

/** A row whose token is bent after it was signed. */
const bent = (name: string, code: string, bend: (token: string, device: Device) => string | Promise<string>): Row => ({
  name: `token: ${name}`,
  code,
  async run({ device }) {
    return device.upload(bytes, await bend(await device.ticket(bytes), device));
  },
});

const inForm = async ({ member }: Cast, fields: Record<string, string>, file: Uint8Array | null) => {
  const form = formOf(fields, file);
  return room.send('/upload', member, { body: form.body, headers: { 'content-type': form.contentType } });
};

const seconds = () => Math.floor(room.now() / 1000);
const idempotencyKey = () => toBase64url(crypto.getRandomValues(new Uint8Array(16)));

const rows: Row[] = [
  // what the claim says
  lying('issued by another page', 'issuer-mismatch', () => ({ iss: 'https://evil.example' })),
  lying('for another server', 'audience-mismatch', () => ({ aud: 'https://other.example/safe-upload' })),
  lying('for another path of this server', 'audience-mismatch', ({ aud }) => ({ aud: `${aud}/` })),
  lying('of another account', 'subject-mismatch', () => ({ sub: 'A'.repeat(43) })),
  lying('for another context', 'context-mismatch', () => ({ context: 'avatar' })),
  lying('expired', 'claim-expired', () => ({ iat: seconds() - 400, exp: seconds() - 100 }), true),
  lying('from the future', 'claim-early', () => ({ iat: seconds() + 100, exp: seconds() + 200 }), true),
  lying('lives 301 s', 'claim-lifetime', ({ iat }) => ({ exp: iat + 301 })),
  lying('lives ten years', 'claim-lifetime', ({ iat }) => ({ exp: iat + 315_360_000 })),
  lying('expires before it begins', 'claim-lifetime', ({ iat }) => ({ exp: iat - 1 })),
  lying('of an invented nonce', 'nonce-unknown', () => ({ nonce: 'A'.repeat(22) }), true),
  lying('under an invented policy', 'policy-unknown', () => ({ policy: { id: 'mine', sha256: '0'.repeat(64) } }), true),
  lying('of other bytes', 'digest-mismatch', ({ upload }) => ({ upload: { ...upload, sha256: '0'.repeat(64) } })),
  lying('of another length', 'digest-mismatch', ({ upload }) => ({ upload: { ...upload, bytes: upload.bytes + 1 } })),

  // who signs it
  {
    name: 'signed by another key that names itself',
    code: 'key-mismatch',
    async run({ device }) {
      const other = (await cast()).device;
      const claim = await device.claim(bytes, await device.challenge());
      return device.upload(bytes, await device.sign(claim, other.keys, other.thumbprint));
    },
  },
  {
    name: 'signed by another key under our name',
    code: 'signature-invalid',
    async run({ device }) {
      const claim = await device.claim(bytes, await device.challenge());
      return device.upload(bytes, await device.sign(claim, (await cast()).device.keys));
    },
  },
  {
    name: 'claim of another session of the same account',
    code: 'session-mismatch',
    async run({ member, device }) {
      return device.upload(bytes, await device.ticket(bytes), { member: member.elsewhere() });
    },
  },
  {
    name: 'claim of another account',
    code: 'session-mismatch',
    async run({ device }) {
      return device.upload(bytes, await device.ticket(bytes), { member: (await cast()).member });
    },
  },
  {
    name: 'nonce older than ten minutes',
    code: 'nonce-expired',
    challenge: true,
    async run({ device }) {
      const challenge = await device.challenge();
      room.advance(10 * 60_000);
      const claim = await device.claim(bytes, challenge, { iat: seconds(), exp: seconds() + 60 });
      return device.upload(bytes, await device.sign(claim));
    },
  },

  // the same ticket twice
  {
    name: 'nonce replayed after it was settled',
    code: 'nonce-replayed',
    async run({ device }) {
      const claim = await device.claim(bytes, await device.challenge());
      const first = await device.upload(bytes, await device.sign(claim));
      honest.add(String(first.body.uploadId));
      return device.upload(bytes, await device.sign({ ...claim, jti: 'B'.repeat(22) }));
    },
  },
  {
    name: 'nonce replayed after a precheck bound it',
    code: 'nonce-replayed',
    async run({ member, device }) {
      const claim = await device.claim(bytes, await device.challenge());
      await room.send('/precheck', member, { json: { claim: await device.sign(claim) } });
      return device.upload(bytes, await device.sign({ ...claim, jti: 'B'.repeat(22) }));
    },
  },
  {
    name: 'nonce replayed for other bytes',
    code: 'nonce-replayed',
    async run({ device }) {
      const challenge = await device.challenge();
      const first = await device.upload(bytes, await device.sign(await device.claim(bytes, challenge)));
      honest.add(String(first.body.uploadId));
      return device.upload(otherBytes, await device.sign(await device.claim(otherBytes, challenge)));
    },
  },

  // the bytes
  {
    name: 'other bytes under an honest claim',
    code: 'digest-mismatch',
    run: async ({ device }) => device.upload(otherBytes, await device.ticket(bytes)),
  },
  {
    name: 'the trigger under a harmless claim',
    code: 'digest-mismatch',
    run: async ({ device }) => device.upload(trigger, await device.ticket(bytes)),
  },
  {
    name: 'one byte appended',
    code: 'digest-mismatch',
    run: async ({ device }) =>
      device.upload(new Uint8Array(Buffer.concat([bytes, Uint8Array.of(0)])), await device.ticket(bytes)),
  },
  {
    name: 'no bytes at all',
    code: 'empty-file',
    run: async ({ device }) => device.upload(new Uint8Array(), await device.ticket(bytes)),
  },
  {
    name: 'more bytes than allowed',
    code: 'too-many-bytes',
    run: async ({ device }) => device.upload(new Uint8Array(10_000_001), await device.ticket(bytes)),
  },

  // the token
  bent('alg none without a signature', 'claim-malformed', (token, { thumbprint }) => {
    const header = JSON.stringify({ alg: 'none', typ: 'safeupload-claim+jwt', kid: thumbprint });
    return joined({ ...partsOf(token), header, signature: '' });
  }),
  bent('alg none with a signature', 'claim-algorithm', (token, { thumbprint }) =>
    withHeader(token, { alg: 'none', typ: 'safeupload-claim+jwt', kid: thumbprint }),
  ),
  bent('HS256 under the public key', 'claim-malformed', async (token, device) => {
    const secret = toUtf8(JSON.stringify(await exportJWK(device.keys.publicKey)));
    return new CompactSign(toUtf8(partsOf(token).payload))
      .setProtectedHeader({ alg: 'HS256', typ: 'safeupload-claim+jwt', kid: device.thumbprint })
      .sign(secret);
  }),
  bent('HS256 with a signature of ES256 length', 'claim-algorithm', (token, { thumbprint }) =>
    withHeader(token, { alg: 'HS256', typ: 'safeupload-claim+jwt', kid: thumbprint }),
  ),
  bent('the typ of a receipt', 'claim-algorithm', (token, { thumbprint }) =>
    withHeader(token, { alg: 'ES256', typ: 'safeupload-receipt+jwt', kid: thumbprint }),
  ),
  bent('no typ', 'claim-algorithm', (token, { thumbprint }) => withHeader(token, { alg: 'ES256', kid: thumbprint })),
  bent('a key of its own in the header', 'claim-algorithm', async (token, device) =>
    withHeader(token, {
      alg: 'ES256',
      typ: 'safeupload-claim+jwt',
      kid: device.thumbprint,
      jwk: await exportJWK((await generateKeyPair('ES256', { extractable: true })).publicKey),
    }),
  ),
  bent('an address of keys in the header', 'claim-algorithm', (token, { thumbprint }) =>
    withHeader(token, { alg: 'ES256', typ: 'safeupload-claim+jwt', kid: thumbprint, jku: 'https://evil.example' }),
  ),
  bent('another kid under the same signature', 'key-mismatch', (token) =>
    withHeader(token, { alg: 'ES256', typ: 'safeupload-claim+jwt', kid: 'A'.repeat(43) }),
  ),
  bent('duplicate JSON keys', 'claim-malformed', (token) => {
    const parts = partsOf(token);
    return joined({ ...parts, payload: parts.payload.replace('{', '{"context":"avatar",') });
  }),
  bent('white space in the JSON', 'claim-malformed', (token) => {
    const parts = partsOf(token);
    return joined({ ...parts, payload: parts.payload.replace('{', '{ ') });
  }),
  bent('a field nobody knows', 'claim-malformed', (token) =>
    withPayload(token, (claim) => ({ ...claim, admin: true })),
  ),
  bent('a field missing', 'claim-malformed', (token) => withPayload(token, ({ sdk: _, ...claim }) => claim)),
  bent('a score of 2', 'claim-malformed', (token) =>
    withPayload(token, (claim) => ({ ...claim, models: [{ id: 'a', sha256: '0'.repeat(64), scores: { a: 2 } }] })),
  ),
  bent('padded base64url', 'claim-malformed', (token) => `${token}==`),
  bent('bits after the end of the signature', 'claim-malformed', (token) => {
    // 64 bytes leave 4 unused bits in the last letter: of 16 spellings one is right.
    const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    return `${token.slice(0, -1)}${letters[letters.indexOf(token.at(-1) ?? '') + 1]}`;
  }),
  bent('1 MB', 'claim-malformed', (token) => token + 'A'.repeat(1_000_000)),
  bent('empty', 'claim-malformed', () => ''),
  bent('four parts', 'claim-malformed', (token) => `${token}.AAAA`),
  {
    name: 'token: a line break behind it, in a form',
    code: 'claim-malformed',
    run: async (actor) => inForm(actor, { safe_upload_claim: `${await actor.device.ticket(bytes)}\n` }, bytes),
  },
  {
    name: 'token: 1 MB in a form',
    code: 'claim-malformed',
    run: (actor) => inForm(actor, { safe_upload_claim: 'A'.repeat(1_000_000) }, bytes),
  },
  {
    name: 'token: 1 MB in a precheck',
    code: 'claim-malformed',
    run: ({ member }) => room.send('/precheck', member, { json: { claim: 'A'.repeat(1_000_000) } }),
  },
  {
    name: 'token: a number in a precheck',
    code: 'claim-malformed',
    run: ({ member }) => room.send('/precheck', member, { json: { claim: 7 } }),
  },
  {
    name: 'token: one in the header, another in the form',
    code: 'request-invalid',
    async run({ member, device }) {
      const form = formOf({ safe_upload_claim: await device.ticket(bytes) }, bytes);
      return room.send('/upload', member, {
        body: form.body,
        headers: { 'content-type': form.contentType, 'safe-upload-claim': await device.ticket(bytes) },
      });
    },
  },

  // the request
  {
    name: 'an allowed claim under another context in the query',
    code: 'context-mismatch',
    run: async ({ device }) => device.upload(bytes, await device.ticket(bytes), { query: '?context=avatar' }),
  },
  ...(
    [
      ['a foreign Origin', { origin: 'https://evil.example' }],
      ['an Origin that begins like ours', { origin: `${origin}.evil.example` }],
      ['our Origin over http', { origin: origin.replace('https', 'http') }],
      ['Origin: null', { origin: 'null' }],
      ['a cookie without Origin', { origin: null }],
      ['a cookie without Origin, cross-site', { origin: null, 'sec-fetch-site': 'cross-site' }],
      ['a cookie without Origin, same-site', { origin: null, 'sec-fetch-site': 'same-site' }],
      ['a cookie and Authorization without Origin', { origin: null, authorization: 'Bearer x' }],
    ] as const
  ).map(
    ([name, headers]): Row => ({
      name,
      code: 'origin-refused',
      run: async ({ device }) => device.upload(bytes, await device.ticket(bytes), { headers }),
    }),
  ),
  {
    name: 'a foreign page asks for a challenge',
    code: 'origin-refused',
    run: ({ member }) => room.send('/challenge', member, { json: {}, headers: { origin: 'https://evil.example' } }),
  },
  {
    name: 'nobody signed in',
    code: 'not-signed-in',
    run: () => room.send('/upload', null, { body: bytes, headers: { 'content-type': 'image/jpeg' } }),
  },
  {
    name: 'another method',
    code: 'method-not-allowed',
    run: ({ member }) => room.send('/upload', member, { method: 'DELETE' }),
  },
  { name: 'another route', code: 'route-unknown', run: ({ member }) => room.send('/admin', member) },
  {
    name: 'a body that says it is HTML',
    code: 'request-invalid',
    run: ({ member }) => room.send('/upload', member, { body: bytes, headers: { 'content-type': 'text/html' } }),
  },
  {
    name: 'a form with its file first',
    code: 'request-invalid',
    run: async ({ member }) => {
      const { body, contentType } = formOf({}, bytes);
      const reversed = formOf({ context: 'post' }, null).body;
      const both = new Uint8Array(Buffer.concat([body.subarray(0, -24), reversed]));
      return room.send('/upload', member, { body: both, headers: { 'content-type': contentType } });
    },
  },

  // without a claim
  {
    name: 'missing claim without an Idempotency-Key',
    code: 'idempotency-key-missing',
    run: ({ member }) =>
      room.send('/upload?context=post', member, { body: bytes, headers: { 'content-type': 'image/jpeg' } }),
  },
  {
    name: 'missing claim without a context',
    code: 'request-invalid',
    run: ({ member }) =>
      room.send('/upload', member, {
        body: bytes,
        headers: { 'content-type': 'image/jpeg', 'idempotency-key': idempotencyKey() },
      }),
  },
  {
    name: 'an Idempotency-Key for other bytes',
    code: 'idempotency-key-reused',
    async run({ member }) {
      const headers = { 'content-type': 'image/jpeg', 'idempotency-key': idempotencyKey() };
      const first = await room.send('/upload?context=post', member, { body: bytes, headers });
      honest.add(String(first.body.uploadId));
      return room.send('/upload?context=post', member, { body: otherBytes, headers });
    },
  },
  {
    name: 'the trigger without a claim',
    code: 'held',
    run: ({ member }) =>
      room.send('/upload?context=post', member, {
        body: trigger,
        headers: { 'content-type': 'image/png', 'idempotency-key': idempotencyKey() },
      }),
  },
  ...(
    [
      ['plain text', 'format-unknown', toUtf8('hello, this is no picture at all, only words')],
      ['SVG', 'format-not-accepted', toUtf8('<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>')],
      ['half a JPEG header', 'header-invalid', Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 0, 16, 0x4a, 0x46)],
    ] as const
  ).map(
    ([name, code, body]): Row => ({
      name: `a file that is ${name}`,
      code,
      run: ({ member }) =>
        room.send('/upload?context=post', member, {
          body: new Uint8Array(body),
          headers: { 'content-type': 'image/jpeg', 'idempotency-key': idempotencyKey() },
        }),
    }),
  ),

  // what a claim says of the picture moves nothing, but for a block
  {
    name: 'a claimed allow with clean scores for a held picture',
    code: 'held',
    async run({ device }) {
      const honestClaim = await device.claim(trigger, await device.challenge());
      const token = await device.sign({
        ...honestClaim,
        models: honestClaim.models.map((model) => ({
          ...model,
          scores: Object.fromEntries(Object.keys(model.scores).map((label) => [label, 0])),
        })),
        verdict: { action: 'allow', reasons: [] },
      });
      return device.upload(trigger, token);
    },
  },
  {
    name: 'a claimed block for a harmless picture',
    code: 'held',
    async run({ device }) {
      const verdict = { action: 'block', reasons: ['risk-high'] } as const;
      return device.upload(bytes, await device.ticket(bytes, { verdict }));
    },
  },
  {
    name: 'an appeal for a harmless picture',
    code: 'held',
    run: async ({ device }) => device.upload(bytes, await device.ticket(bytes), { query: '?appeal=1' }),
  },
  {
    name: 'a precheck for other bytes, then these',
    code: 'digest-mismatch',
    async run({ member, device }) {
      const token = await device.ticket(otherBytes);
      await room.send('/precheck', member, { json: { claim: token } });
      return device.upload(bytes, token);
    },
  },

  // what is signed for one thing, sent as another
  {
    name: 'a claim sent as a stopped notice',
    code: 'claim-algorithm',
    run: async ({ member, device }) => sendNotice(room, member, await device.ticket(bytes)),
  },
  {
    name: 'a stopped notice sent as a claim, with bytes',
    code: 'claim-algorithm',
    run: async ({ device }) => device.upload(bytes, await signedNotice(device)),
  },
  {
    name: 'a stopped notice sent as a claim, to the precheck',
    code: 'claim-algorithm',
    run: async ({ member, device }) => room.send('/precheck', member, { json: { claim: await signedNotice(device) } }),
  },
  {
    name: 'a stopped notice deposited',
    code: 'claim-algorithm',
    run: async ({ member, device }) => room.send('/deposit', member, { json: { claim: await signedNotice(device) } }),
  },
  {
    name: 'a claim under the typ of a notice',
    code: 'claim-malformed',
    run: async ({ member, device }) => {
      const claim = await device.claim(bytes, await device.challenge());
      return sendNotice(room, member, await signNotice(claim, device.keys.privateKey, device.thumbprint));
    },
  },
  {
    name: 'a notice that says what was stopped',
    code: 'claim-malformed',
    run: async ({ member, device }) => {
      const notice = { ...noticeOf(await device.challenge()), sha256: '0'.repeat(64) };
      return sendNotice(room, member, await signNotice(notice, device.keys.privateKey, device.thumbprint));
    },
  },
  {
    name: 'a notice replayed',
    code: 'nonce-replayed',
    run: async ({ member, device }) => {
      const notice = await signedNotice(device);
      expect((await sendNotice(room, member, notice)).status).toBe(200);
      return sendNotice(room, member, notice);
    },
  },
  {
    name: 'a claim on the ticket of a notice',
    code: 'nonce-replayed',
    run: async ({ member, device }) => {
      const challenge = await device.challenge();
      const notice = await signNotice(noticeOf(challenge), device.keys.privateKey, device.thumbprint);
      expect((await sendNotice(room, member, notice)).status).toBe(200);
      return device.upload(bytes, await device.sign(await device.claim(bytes, challenge)));
    },
  },

  // afterwards
  {
    name: "the status of another account's upload",
    code: 'upload-unknown',
    async run({ member, device }) {
      const { body } = await (await cast()).device.send(bytes);
      honest.add(String(body.uploadId));
      expect(device).toBeDefined();
      return room.send(`/status/${String(body.uploadId)}`, member);
    },
  },
  {
    name: "another account's upload withdrawn",
    code: 'upload-unknown',
    async run({ member }) {
      const { body } = await (await cast()).device.send(bytes);
      honest.add(String(body.uploadId));
      return room.send('/withdraw', member, { json: { uploadId: body.uploadId } });
    },
  },
  {
    name: 'an unattached upload fetched by its id',
    code: 'route-unknown',
    async run({ member, device }) {
      const { body } = await device.send(bytes);
      honest.add(String(body.uploadId));
      return room.send(`/p/${String(body.uploadId)}.jpg`, member);
    },
  },
  {
    name: 'a guessed address',
    code: 'route-unknown',
    run: ({ member }) => room.send(`/p/${'A'.repeat(22)}.jpg`, member),
  },
  {
    name: 'an address that climbs out of its folder',
    code: 'route-unknown',
    run: ({ member }) => room.send('/p/..%2f..%2fkeys.json', member),
  },
  { name: 'an invented receipt', code: 'upload-unknown', run: () => room.send(`/receipts/${'A'.repeat(22)}`, null) },
];

describe('the tampering table', () => {
  test.each(rows)('$name → $code', async (row) => {
    const answer = await row.run(await cast());
    expect(answer.body.code ?? answer.body.outcome).toBe(row.code);
    if (row.challenge) expect(answer.body.challenge).toMatchObject({ v: 1, nonces: [expect.any(String)] });
    // An outcome is three words: never a score, a label, a bank, a distance.
    if (answer.body.outcome !== undefined) expect(Object.keys(answer.body)).toEqual(['v', 'uploadId', 'outcome']);
  });

  test('each field of a claim changed after signing', async () => {
    const { device } = await cast();
    const claim = await device.claim(bytes, await device.challenge());
    const token = await device.sign(claim);
    const leaves = leavesOf(claim);
    expect(leaves.length).toBeGreaterThan(25);
    const codes = new Map<string, unknown>();
    for (const leaf of leaves) {
      // A refused claim costs six tokens of thirty a minute.
      room.advance(12_000);
      const changed = withPayload(token, (payload) => withLeaf(payload, leaf));
      codes.set(leaf.join('.'), codeOf(await device.upload(bytes, changed)));
    }
    // Words from closed lists and the version become words nobody knows; a foreign nonce is looked up first.
    const others = new Map([...codes].filter(([, code]) => code !== 'signature-invalid'));
    expect(Object.fromEntries(others)).toEqual({
      v: 'claim-malformed',
      nonce: 'nonce-unknown',
      context: 'claim-malformed',
      'source.format': 'claim-malformed',
      'upload.format': 'claim-malformed',
      'verdict.action': 'claim-malformed',
    });
  });

  test('each field of a notice changed after signing', async () => {
    const { member, device } = await cast();
    const notice = noticeOf(await device.challenge());
    const token = await signNotice(notice, device.keys.privateKey, device.thumbprint);
    const codes: Record<string, unknown> = {};
    for (const leaf of leavesOf(notice)) {
      room.advance(6000);
      const changed = withPayload(token, (payload) => withLeaf(payload, leaf));
      codes[leaf.join('.')] = codeOf(await sendNotice(room, member, changed));
    }
    expect(codes).toEqual({
      v: 'claim-malformed',
      iss: 'signature-invalid',
      aud: 'signature-invalid',
      sub: 'signature-invalid',
      iat: 'signature-invalid',
      exp: 'signature-invalid',
      nonce: 'nonce-unknown',
      context: 'claim-malformed',
      'policy.id': 'signature-invalid',
      'policy.sha256': 'signature-invalid',
    });
    const kept = await room.client.query('select id from stopped_notices where account_id = $1', [member.accountId]);
    expect(kept.rows).toEqual([]);
    // The genuine one passes still.
    expect((await sendNotice(room, member, token)).body).toEqual({ v: 1, received: true });
  });

  test('a signature twin and a repeat are the same claim: the same answer, one upload', async () => {
    const { member, device } = await cast();
    const token = await device.ticket(bytes);
    const first = await device.upload(bytes, token);
    expect(first.body.outcome).toBe('allowed');
    honest.add(String(first.body.uploadId));
    expect(signatureTwin(token)).not.toBe(token);
    expect((await device.upload(bytes, signatureTwin(token))).body).toEqual(first.body);
    expect((await device.upload(bytes, token)).body).toEqual(first.body);
    const counted = await room.client.query<{ count: number }>(
      'select count(*)::int as count from uploads where account_id = $1',
      [member.accountId],
    );
    expect(counted.rows[0]?.count).toBe(1);
  });

  test('attach: foreign, wrong context, refused and held uploads', async () => {
    const { member, device } = await cast();
    const { accountId } = member;
    const target = { context: 'post', id: 'post-1' } as const;
    const attach = (uploadIds: string[], account = accountId) =>
      room.verifier.attach({ uploadIds, accountId: account, target }).then(
        (attached) => attached,
        (error: unknown) => (isSafeUploadError(error) ? error.code : error),
      );
    const mine = String((await device.send(bytes)).body.uploadId);
    honest.add(mine);
    expect(await attach([mine], 'somebody-else')).toBe('not-yours');
    expect(await attach([mine, 'A'.repeat(22)])).toBe('not-yours');
    const avatar = String((await device.send(bytes, 'avatar')).body.uploadId);
    expect(await attach([mine, avatar])).toBe('wrong-context');

    const listed = await paint(77);
    await room.verifier.banks.add({ bank: 'test', bytes: listed });
    const refused = await device.send(listed);
    expect(refused.body.outcome).toBe('refused');
    expect(await attach([mine, String(refused.body.uploadId)])).toBe('not-attachable');
    // All or nothing: the good one was not attached by any of these.
    expect(await room.verifier.status(mine)).toMatchObject({ state: 'unattached', receipt: null });

    const held = await device.send(trigger);
    expect(held.body.outcome).toBe('held');
    expect(await attach([String(held.body.uploadId)])).toEqual([
      { uploadId: held.body.uploadId, outcome: 'held', pictures: [], receipt: null },
    ]);
  });

  test('understated scores and a foreign fingerprint are told as signals, and are no hits', async () => {
    const { member, device } = await cast();
    const lie = await device.claim(trigger, await device.challenge());
    await device.upload(
      trigger,
      await device.sign({
        ...lie,
        pdq: [{ hash: 'f'.repeat(32) + '0'.repeat(32), quality: 100 }],
        models: lie.models.map((model) => ({ ...model, scores: { Neutral: 1 } })),
      }),
    );
    const told = await room.client.query<{ kind: string }>(
      'select kind from signals where account_id = $1 order by 1',
      [member.accountId],
    );
    expect(told.rows.map(({ kind }) => kind)).toEqual(['fingerprint-far', 'risk-understated']);
    // An honest claim for the same picture tells nothing.
    const honestActor = await cast();
    await honestActor.device.send(trigger);
    const none = await room.client.query('select kind from signals where account_id = $1', [
      honestActor.member.accountId,
    ]);
    expect(none.rows).toEqual([]);
  });

  test('scores of the first frame alone are no signal where the claim says that no other was looked at', async () => {
    const { member, device } = await cast();
    const calm = await sharp(bytes).resize(512, 512, { fit: 'fill' }).png().toBuffer();
    const animation = await sharp([calm, trigger], { join: { animated: true } })
      .gif({ delay: [100, 100] })
      .toBuffer();
    const claimed = async (screened: number): Promise<string[]> => {
      const claim = await device.claim(new Uint8Array(animation), await device.challenge());
      const upload = { ...claim.upload, frames: { total: 2, screened } };
      const models = claim.models.map((model) => ({ ...model, scores: { Neutral: 1 } }));
      const answer = await device.upload(new Uint8Array(animation), await device.sign({ ...claim, upload, models }));
      expect(answer.body.outcome).toBe('held');
      const told = await room.client.query<{ kind: string }>('select kind from signals where account_id = $1', [
        member.accountId,
      ]);
      return told.rows.map(({ kind }) => kind);
    };
    expect(await claimed(1)).toEqual([]);
    expect(await claimed(2)).toEqual(['risk-understated']);
  });

  test('scores of no frame at all excuse nothing: a still has no other frame that the risk could be in', async () => {
    const { member, device } = await cast();
    const claim = await device.claim(trigger, await device.challenge());
    const upload = { ...claim.upload, frames: { total: 1, screened: 0 } };
    const models = claim.models.map((model) => ({ ...model, scores: { Neutral: 1 } }));
    await device.upload(trigger, await device.sign({ ...claim, upload, models }));
    const told = await room.client.query<{ kind: string }>('select kind from signals where account_id = $1', [
      member.accountId,
    ]);
    expect(told.rows.map(({ kind }) => kind)).toEqual(['risk-understated']);
  });

  test('at the end: no receipt that should not be, no 500, no error unseen', async () => {
    const attempts = await room.client.query<{ id: string; account_id: string; context: 'post'; outcome: string }>(
      `select id, account_id, context, outcome from uploads where outcome <> 'refused' and state = 'unattached'`,
    );
    // Whatever got an outcome is attached now, as a cheat would.
    for (const { id, account_id: accountId, context } of attempts.rows) {
      await room.verifier.attach({ uploadIds: [id], accountId, target: { context, id: `cheat-${id}` } });
    }
    const wrong = await room.database.execute(sql`
      select r.upload_id from receipts r join uploads u on u.id = r.upload_id
      where r.revoked_at is null and not (u.outcome = 'allowed' and u.state = 'attached')`);
    expect(wrong).toMatchObject({ rows: [] });
    const published = await room.client.query<{ upload_id: string; sha256: string }>(
      `select r.upload_id, u.sha256 from receipts r join uploads u on u.id = r.upload_id where u.context = 'post'`,
    );
    expect(published.rows.length).toBeGreaterThan(0);
    expect(published.rows.map((row) => row.upload_id).filter((id) => !honest.has(id))).toEqual([]);
    expect(room.statuses.filter((status) => status >= 500)).toEqual([]);
    expect(room.errors).toEqual([]);
    expect(rows.length).toBeGreaterThanOrEqual(30);
  });
});
