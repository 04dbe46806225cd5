import { readFile } from 'node:fs/promises';
import {
  digestOfPolicy,
  isRefusalCode,
  parseChallenge,
  parseDepositAnswer,
  parseOutcomeAnswer,
  parsePrecheckAnswer,
  parseReceipt,
  parseRefusalAnswer,
  parseStatusAnswer,
  refusals,
} from '@safeupload/sdk/core';
import { type BucketRule, defaultServerPolicy } from '@safeupload/server';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isDear } from '../../packages/server/src/buckets/refusal-cost.js';
import { openDevice } from './support/device.js';
import { paint } from './support/paint.js';
import { openRoom, type Room } from './support/room.js';

// What the server says on the wire, read by the parsers that browsers use; what it reads, by the vectors of docs/wire.md.

interface ClaimVector {
  readonly name: string;
  readonly token: string;
  readonly read: boolean;
  readonly refusal?: string;
}

const file = new URL('../vectors/claims.json', import.meta.url);
const { claims } = JSON.parse(await readFile(file, 'utf8')) as { claims: ClaimVector[] };

let room: Room;
beforeAll(async () => {
  room = await openRoom();
});
afterAll(() => room.dispose());

describe('claims of the vectors', () => {
  test.each(claims)('$name', async ({ name, token, read, refusal }) => {
    // An account of its own: each refusal costs it six tokens.
    const member = room.member(`reader of ${name}`);
    const answer = await room.send('/precheck', member, { json: { claim: token } });
    // What can be read names a ticket that this server never issued.
    expect(answer.body.code).toBe(read ? 'nonce-unknown' : refusal);
    expect(parseRefusalAnswer(answer.body).code).toBe(answer.body.code);
    expect(answer.status).toBe(refusals[parseRefusalAnswer(answer.body).code].status);
  });
});

describe('docs/wire.md', () => {
  const page = readFile(new URL('../../docs/wire.md', import.meta.url), 'utf8');

  test('has the default buckets, each with what it holds and gets back', async () => {
    const shown = (kind: string, { burst, perMinute }: BucketRule) => {
      const bytes = (count: number) => (count < 1e9 ? `${count / 1e6} MB` : `${count / 1e9} GB`);
      const amount = (count: number) => (kind === 'byte' ? bytes(count) : count.toLocaleString('en'));
      return `${amount(burst)}, ${amount(perMinute)} a minute`;
    };
    const table = /<!-- buckets -->([\s\S]*)<!-- \/buckets -->/.exec(await page)?.[1] ?? '';
    const rows = [...table.matchAll(/^\| `([a-z]+)` *\|(.*)\|$/gm)].map(([, kind = '', cells = '']) => [
      kind,
      ...cells
        .split('|')
        .slice(1)
        .map((cell) => cell.trim()),
    ]);
    const { rules } = defaultServerPolicy.buckets;
    expect(rows).toEqual(
      Object.entries(rules).map(([kind, { account, key, address, forum }]) => [
        kind,
        ...[account, key, address, forum].map((rule) => shown(kind, rule)),
      ]),
    );
  });

  test('names exactly the refusals that cost more', async () => {
    const named = /no honest browser meets \(([^)]*)\)/.exec(await page)?.[1] ?? '';
    const dear = Object.keys(refusals).filter((code) => isRefusalCode(code) && isDear(code));
    expect(Array.from(named.matchAll(/`([a-z-]+)`/g), ([, code]) => code).sort()).toEqual(dear.sort());
  });
});

test('every answer is what its parser expects, and none is stored by anybody', async () => {
  const member = room.member('anna');
  const device = await openDevice(room, member);
  const bytes = await paint(601);
  const challenge = await device.challenge(2);
  expect(await digestOfPolicy(challenge.policy)).toBe(challenge.policySha256);
  const [first = '', second = ''] = challenge.nonces;

  const token = await device.sign(await device.claim(bytes, challenge, { nonce: first }));
  const precheck = await room.send('/precheck', member, { json: { claim: token } });
  expect(parsePrecheckAnswer(precheck.body)).toEqual({ v: 1, proceed: true });
  const upload = await device.upload(bytes, token);
  const { uploadId } = parseOutcomeAnswer(upload.body);
  const deposit = await room.send('/deposit', member, {
    json: { claim: await device.sign(await device.claim(bytes, challenge, { nonce: second })) },
  });
  expect(parseDepositAnswer(deposit.body).expiresAt).toBeGreaterThan(room.now());
  const status = await room.send(`/status/${uploadId}`, member);
  expect(parseStatusAnswer(status.body)).toEqual({ v: 1, uploadId, outcome: 'allowed', state: 'unattached' });

  const [attached] = await room.verifier.attach({
    uploadIds: [uploadId],
    accountId: 'anna',
    target: { context: 'post', id: '1' },
  });
  const receipt = parseReceipt(decodeJwt(attached?.receipt ?? ''));
  expect(receipt.derivatives.map(({ name }) => name)).toEqual(['full', 'preview']);
  const receiptStatus = await room.send(`/receipts/${receipt.jti}`, null);
  const refused = await room.send('/upload', member, { body: 'x', headers: { 'content-type': 'text/plain' } });
  expect(parseRefusalAnswer(refused.body).code).toBe('request-invalid');

  const challengeAgain = await room.send('/challenge', member, { json: 7 });
  for (const answer of [precheck, upload, deposit, status, receiptStatus, refused, challengeAgain]) {
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(answer.headers.get('vary')).toBe('Origin');
  }
  expect(() => parseChallenge(challengeAgain.body)).toThrow();
  expect(room.errors).toEqual([]);
});
