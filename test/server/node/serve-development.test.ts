import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pictureNamed } from '../../support/pictures.mjs';
import { startCommand } from '../support/ran.js';

const port = 40_000 + Math.floor(Math.random() * 20_000);
const base = `http://localhost:${port}/upload`;

let directory: string;
let running: ReturnType<typeof startCommand>;
let said = '';
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'safeupload-development-'));
  running = startCommand(['serve', '--development', '--port', String(port), '--data', directory]);
  for await (const chunk of running.child.stderr ?? []) {
    said += chunk;
    if (said.includes('Ctrl-C ends it')) return;
  }
  throw new Error(`the server did not start: ${said}`);
});
afterAll(async () => {
  running.child.kill('SIGTERM');
  expect((await running.ran).code).toBe(0);
  await rm(directory, { recursive: true, force: true });
});

async function upload(origin: string, key: string, file?: string): Promise<Response> {
  return fetch(`${base}/upload?context=post`, {
    method: 'POST',
    headers: { origin, 'idempotency-key': key.repeat(22), 'content-type': 'image/png' },
    body: new Uint8Array(await readFile(file ?? (await pictureNamed('text.png')).file)),
  });
}

describe('serve --development', () => {
  it('says at once what it is doing, then where it is and what to do next', () => {
    expect(said.split('\n').slice(0, 5)).toEqual([
      `SafeUpload is starting, which takes some seconds. Opening the database in ${directory} …`,
      'Loading the models …',
      `SafeUpload is ready: it listens on port ${port} for ${base}`,
      'Start your app now (npm run dev) and pick a picture in it; the app sends /upload here.',
      `For trying it only: everybody is one member. Delete ${directory} to start again.`,
    ]);
  });

  it('makes its keys, and takes a picture without a token from a page of this machine only', async () => {
    expect((await stat(join(directory, 'keys.json'))).mode & 0o777).toBe(0o600);
    // Neither Git nor what reads by its rules finds any of it.
    expect(await readFile(join(directory, '.gitignore'), 'utf8')).toBe('*\n');
    const answer = await upload('http://localhost:5173', 'a');
    expect(answer.status, await answer.clone().text()).toBe(200);
    expect(await answer.json()).toMatchObject({ outcome: 'allowed' });
    expect((await upload('http://forum.example', 'b')).status).toBe(403);
    // Nobody is the host.
    expect((await fetch(`${base}/host/holds`, { method: 'POST', body: '{}' })).status).toBe(404);
  });

  it('goes on as before after the pictures that are there for trying were tried', async () => {
    const outcomeOf = async (key: string, file?: string) =>
      (await (await upload('http://localhost:5173', key, file)).json()).outcome;
    for (const [at, name] of ['both', 'first-only', 'second-only', 'both'].entries()) {
      const file = fileURLToPath(new URL(`../../fixtures/triggers/${name}.png`, import.meta.url));
      expect(await outcomeOf(`c${at}`, file)).toBe('held');
    }
    expect(await outcomeOf('d')).toBe('allowed');
  });

  it('says what to do where its port is taken', async () => {
    const words = ['serve', '--development', '--port', String(port), '--data', join(directory, 'second')];
    const { code, err } = await startCommand(words).ran;
    expect([code, err]).toEqual([1, expect.stringContaining(`--port ${port + 1}`)]);
  });

  it.each([
    ['--hostname', '0.0.0.0', 'got 0.0.0.0'],
    ['--origin', 'https://forum.example', 'got https://forum.example'],
    ['--audience', 'https://forum.example/upload', 'got https://forum.example/upload'],
    ['--trust-proxy', 'x-forwarded-for', 'without --trust-proxy'],
  ])('stays on this machine: %s %s', async (flag, value, why) => {
    const { code, err } = await startCommand(['serve', '--development', '--data', directory, flag, value]).ran;
    expect([code, err]).toEqual([2, expect.stringContaining(why)]);
  });

  it('does not start in production', async () => {
    const env = { ...process.env, NODE_ENV: 'production' };
    const { code, err } = await startCommand(['serve', '--development', '--data', directory], { env }).ran;
    expect([code, err]).toEqual([2, expect.stringContaining('NODE_ENV is production')]);
  });
});
