import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadKeys, makeKeys, peerOf } from '@safeupload/server/node';
import { createRemoteJWKSet, jwtVerify, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { pictureNamed } from '../../support/pictures.mjs';
import { bin, type Ran, startCommand } from '../support/ran.js';

const secret = 'a secret of the host, thirty-two bytes or more';

let directory: string;
let base: string;
let server: ChildProcess;
let receiver: Server;
/** What the host's webhook was told. */
const told: string[] = [];

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'safeupload-serve-'));
  await makeKeys(join(directory, 'keys.json'));
  receiver = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      told.push(body);
      response.end();
    });
  });
  await once(receiver.listen(0, '127.0.0.1'), 'listening');
  await start();
});
afterAll(async () => {
  await stop();
  receiver.close();
  await rm(directory, { recursive: true, force: true });
});

/** Starts the server; gives what it said until it listened. */
async function start(...flags: string[]): Promise<string> {
  const port = 20_000 + Math.floor(Math.random() * 20_000);
  base = `http://localhost:${port}/safe-upload`;
  server = spawn(
    process.execPath,
    [
      bin,
      'serve',
      '--port',
      String(port),
      '--data',
      directory,
      '--origin',
      'https://forum.example',
      ...webhookFlags(),
      ...flags,
    ],
    {
      env: { ...process.env, SAFEUPLOAD_JWT_SECRET: secret, SAFEUPLOAD_WEBHOOK_SECRET: secret },
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  let said = '';
  for await (const chunk of server.stderr ?? []) {
    said += chunk;
    if (said.includes('Ctrl-C ends it')) return said;
  }
  throw new Error(`the server did not start: ${said}`);
}

function webhookFlags(): string[] {
  const address = receiver.address();
  if (typeof address !== 'object' || address === null) throw new Error('the receiver does not listen');
  return ['--webhook', `http://127.0.0.1:${address.port}/`];
}

async function stop(): Promise<number | null> {
  if (server.exitCode !== null) return server.exitCode;
  const gone = once(server, 'exit');
  server.kill('SIGTERM');
  const [code] = await gone;
  return code;
}

const command = (...words: string[]): Promise<Ran> =>
  startCommand(words, { env: { ...process.env, SAFEUPLOAD_JWT_SECRET: secret } }).ran;

async function token(
  claims: Record<string, unknown>,
  options: { expires?: string; secret?: string } = {},
): Promise<string> {
  return new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256' })
    .setExpirationTime(options.expires ?? '5 min')
    .sign(new TextEncoder().encode(options.secret ?? secret));
}

const member = { sub: 'ada', sid: 'session-1', tier: 'trusted', roles: [] };
const moderator = { accountId: 'mod', roles: ['moderator'] };

async function upload(bearer: string, name = 'text.png', key = 'k'.repeat(22)): Promise<Response> {
  return fetch(`${base}/upload?context=post`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${bearer}`,
      'idempotency-key': key,
      'content-type': 'image/png',
    },
    body: new Uint8Array(await readFile((await pictureNamed(name)).file)),
  });
}

async function host(name: string, fields: Record<string, unknown>, bearer?: string): Promise<Response> {
  return fetch(`${base}/host/${name}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${bearer ?? (await token({ scope: 'host' }))}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify(fields),
  });
}

async function published(key: string): Promise<{ uploadId: string; address: string; receipt: string }> {
  const answer = await upload(await token(member), 'text.png', key);
  expect(answer.status, await answer.clone().text()).toBe(200);
  const { uploadId, outcome } = await answer.json();
  expect(outcome).toBe('allowed');
  const attached = await host('attach', {
    uploadIds: [uploadId],
    accountId: 'ada',
    target: { context: 'post', id: key },
  });
  expect(attached.status, await attached.clone().text()).toBe(200);
  const { value } = await attached.json();
  const [{ pictures, receipt }] = value;
  return { uploadId, address: String(new URL(pictures[0].address, base)), receipt };
}

async function statusOf(address: string): Promise<number> {
  const { status } = await fetch(address);
  return status;
}

describe('serve', () => {
  it('takes a member by the host’s token, and attaches and shows for the host', async () => {
    const { address, receipt, uploadId } = await published('p'.repeat(22));
    const picture = await fetch(address);
    expect(picture.status).toBe(200);
    expect(picture.headers.get('content-type')).toBe('image/png');
    const jwks = createRemoteJWKSet(new URL(`${base}/jwks.json`));
    const { payload } = await jwtVerify(receipt, jwks, { typ: 'safeupload-receipt+jwt', algorithms: ['ES256'] });
    expect(JSON.stringify(payload)).toContain(uploadId);
    const pictures = await (await host('pictures', { uploadIds: [uploadId] })).json();
    expect(pictures.value[uploadId]).toMatchObject({ outcome: 'allowed', state: 'attached', receipt });
  });

  it.each([
    ['no token', async () => ''],
    ['another secret', () => token(member, { secret: 'x'.repeat(40) })],
    ['an expired token', () => token(member, { expires: '-1 min' })],
    ['a token for keeps', () => token(member, { expires: '2 h' })],
    ['no session', () => token({ ...member, sid: undefined })],
    ['an unknown tier', () => token({ ...member, tier: 'staff' })],
    ['an unknown role', () => token({ ...member, roles: ['admin'] })],
    ['another audience', () => token({ ...member, aud: 'https://elsewhere.example' })],
    ['the host’s own token', () => token({ scope: 'host' })],
    ['alg none', async () => `${btoa('{"alg":"none"}')}.${btoa(JSON.stringify(member))}.`.replaceAll('=', '')],
  ])('answers 401 to %s', async (_, bearer) => {
    const answer = await upload(await bearer());
    expect(answer.status).toBe(401);
    expect((await answer.json()).code).toBe('not-signed-in');
  });

  it('hides the host’s calls from members and from everybody', async () => {
    for (const bearer of [await token(member), await token({ ...member, roles: ['safety'] }), 'nothing']) {
      const answer = await host('holds', { lane: 'ordinary', by: moderator }, bearer);
      expect(answer.status).toBe(404);
    }
  });

  it('answers the host’s mistakes with a code', async () => {
    expect((await host('nonsense', {})).status).toBe(404);
    expect((await host('status', {})).status).toBe(400);
    expect((await host('status', { uploadId: 'a'.repeat(22) })).status).toBe(404);
    expect((await host('status', { uploadId: 'a'.repeat(22), more: 1 })).status).toBe(400);
    expect((await host('takedown', { uploadId: 'a'.repeat(22), by: { accountId: 'ada', roles: [] } })).status).toBe(
      403,
    );
    const attached = await host('attach', {
      uploadIds: ['a'.repeat(22)],
      accountId: 'ada',
      target: { context: 'post', id: '1' },
    });
    expect(attached.status).toBe(403);
    expect(await attached.json()).toMatchObject({ code: 'not-yours', uploadIds: ['a'.repeat(22)] });
    expect((await host('status', { uploadId: 'a'.repeat(70_000) })).status).toBe(400);
  });

  it('screens for the host, holds what worries, shows it to a moderator and releases it', async () => {
    const bytes = await readFile(fileURLToPath(new URL('../../fixtures/triggers/both.png', import.meta.url)));
    const screened = await fetch(`${base}/host/screen?accountId=ada&tier=trusted&context=post`, {
      method: 'POST',
      headers: { authorization: `Bearer ${await token({ scope: 'host' })}` },
      body: new Uint8Array(bytes),
    });
    const { value } = await screened.json();
    expect(value.outcome).toBe('held');
    const holds = await (await host('holds', { lane: 'ordinary', by: moderator })).json();
    expect(holds.value.map((hold: { uploadId: string }) => hold.uploadId)).toContain(value.uploadId);
    const look = await host('look', { uploadId: value.uploadId, size: 'small', by: moderator });
    expect(look.status).toBe(200);
    expect(look.headers.get('content-type')).toMatch(/^image\//);
    const released = await host('decide-hold', { uploadId: value.uploadId, action: 'release', by: moderator });
    expect(released.status, await released.clone().text()).toBe(200);
    expect((await (await host('status', { uploadId: value.uploadId })).json()).value.outcome).toBe('allowed');
  });
});

describe('the control socket', () => {
  it('is this user’s only', async () => {
    expect((await stat(join(directory, 'control.sock'))).mode & 0o777).toBe(0o600);
  });

  it('lets the command take down and undo in the running server, at once', async () => {
    const { uploadId, address } = await published('q'.repeat(22));
    expect(await statusOf(address)).toBe(200);
    const down = await command('takedown', uploadId, '--data', directory, '--reason', 'a test');
    expect(down).toEqual({ code: 0, out: `Upload ${uploadId} is allowed and takenDown.\n`, err: '' });
    expect(await statusOf(address)).toBe(404);
    const again = await command('takedown', uploadId, '--data', directory);
    expect(again.code).toBe(1);
    expect(again.err).toContain('wrong-state');
    const undone = await command('takedown', uploadId, '--undo', '--json', '--data', directory);
    expect(JSON.parse(undone.out)).toMatchObject({ uploadId, state: 'attached' });
    expect(await statusOf(address)).toBe(200);
  });

  it('answers nonsense with an error and endless lines with nothing', async () => {
    const socket = connect(join(directory, 'control.sock'));
    socket.write('nonsense\n');
    const [answer] = await once(socket, 'data');
    expect(JSON.parse(String(answer)).error.code).toBe('options-invalid');
    const flood = connect(join(directory, 'control.sock'));
    flood.on('error', () => {});
    const closed = new Promise((resolve) => flood.once('close', resolve));
    flood.write('x'.repeat(200_000));
    await closed;
  });

  it('lets inspect look up banks in the running server', async () => {
    const file = (await pictureNamed('plain-shapes-512x512.png')).file;
    const inspected = async (...flags: string[]) => {
      const { out, err } = await command('inspect', '--json', '--data', directory, ...flags, file);
      return { line: out === '' ? null : JSON.parse(out), err };
    };
    const bank = { bank: 'harmless', meaning: 'block', severe: false, disclosable: true };
    expect((await host('declare-bank', bank)).status).toBe(200);
    const plain = await inspected();
    expect(plain.line).toMatchObject({ action: 'allow', reasons: [] });
    const [fingerprint] = plain.line.pdq;
    expect((await (await host('add-to-bank', { bank: 'harmless', fingerprint })).json()).value).toBe(1);
    expect((await inspected('--bank', 'harmless')).line).toMatchObject({
      action: 'hold',
      reasons: ['fingerprint-listed'],
    });
    await host('add-to-bank', { bank: 'harmless', sha256: plain.line.sha256 });
    expect((await inspected('--bank', 'harmless')).line).toMatchObject({ action: 'block' });
    // Without the flag no bank is asked; a misspelt name is not taken for an empty bank.
    expect((await inspected()).line).toMatchObject({ action: 'allow' });
    expect((await inspected('--bank', 'harmles')).err).toContain('not-found');
  });

  it('keeps a second server out', async () => {
    const second = await command('serve', '--data', directory, '--port', '0');
    expect(second.code).toBe(1);
    expect(second.err).toContain('database-in-use');
  });

  it('is not needed: the command opens the directory where no server runs', async () => {
    const { uploadId, address } = await published('r'.repeat(22));
    expect(await stop()).toBe(0);
    const down = await command('takedown', uploadId, '--data', directory);
    expect(down).toMatchObject({ code: 0, err: '' });
    const file = (await pictureNamed('plain-shapes-512x512.png')).file;
    const inspected = await command('inspect', '--json', '--bank', 'harmless', '--data', directory, file);
    expect(JSON.parse(inspected.out)).toMatchObject({ action: 'block' });
    const path = new URL(address).pathname;
    await start();
    expect(await statusOf(String(new URL(path, base)))).toBe(404);
    // The host learns of it as soon as there is a server that can tell.
    const aboutThis = () => told.filter((body) => body.includes(uploadId) && body.includes('taken-down'));
    await vi.waitFor(() => expect(aboutThis()).toHaveLength(1), { timeout: 60_000, interval: 500 });
  });

  it('tells on starting which scores make a picture wait, also what a policy file left out', async () => {
    await stop();
    expect(await start()).toContain(
      'waits for a person with open-nsfw above 0.3, mobilenet-v2 above 0.9, or open-nsfw and mobilenet-v2 each above 0.2;',
    );
    await stop();
    const file = join(directory, 'policy.json');
    await writeFile(file, JSON.stringify({ holdAbove: { alone: { 'open-nsfw': 0.4 }, all: 0.2 } }));
    expect(await start('--policy', file)).toContain('waits for a person with open-nsfw above 0.4, no two together;');
    await stop();
    await start();
  });

  it('left by a killed server does not keep the next one from starting', async () => {
    const gone = once(server, 'exit');
    server.kill('SIGKILL');
    await gone;
    await start();
    expect((await fetch(`${base}/jwks.json`)).status).toBe(200);
    expect((await loadKeys(join(directory, 'keys.json'))).receipt).toHaveLength(1);
  });
});

describe('the peer', () => {
  const socket = { remoteAddress: '::ffff:10.0.0.1', remotePort: 1234 };
  // Only these two fields are read.
  const incoming = (headers: Record<string, string | string[]>) =>
    ({ socket, headers }) as unknown as Parameters<typeof peerOf>[0];

  it.each([
    [undefined, {}, { address: '10.0.0.1', port: 1234 }],
    [undefined, { 'x-forwarded-for': '6.6.6.6' }, { address: '10.0.0.1', port: 1234 }],
    ['X-Forwarded-For', { 'x-forwarded-for': '6.6.6.6, 9.9.9.9' }, { address: '9.9.9.9' }],
    ['x-forwarded-for', { 'x-forwarded-for': '9.9.9.9:55' }, { address: '9.9.9.9', port: 55 }],
    ['x-forwarded-for', { 'x-forwarded-for': '[2001:db8::1]:55' }, { address: '2001:db8::1', port: 55 }],
    ['x-forwarded-for', { 'x-forwarded-for': '<script>' }, null],
    ['x-forwarded-for', {}, null],
  ])('by %j of %j is %j', (trustProxy, headers, expected) => {
    expect(peerOf(incoming(headers), trustProxy === undefined ? {} : { trustProxy })).toEqual(expected);
  });
});
