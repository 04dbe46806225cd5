import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeKeys } from '@safeupload/server/node';
import { SignJWT } from 'jose';
import { bin, startCommand } from './ran.js';

const secret = 'a secret of the host, thirty-two bytes or more';

/** What a command printed, and how it ended. */
export interface Printed {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** `safeupload serve` in a process and a directory of its own, as it was built. */
export interface ServeProcess {
  readonly directory: string;
  /** Where the routes are, e.g. `http://localhost:…/safe-upload`. */
  base(): string;
  /** With these flags besides. */
  start(...flags: readonly string[]): Promise<void>;
  /** Ends it by SIGTERM and returns its exit code. */
  stop(): Promise<number | null>;
  /** Runs a command with `--data` of this directory, unless the words say otherwise. */
  command(name: string, ...words: readonly string[]): Promise<Printed>;
  /** A token of the host: a member's claims, or `{ scope: 'host' }`. */
  token(claims: Readonly<Record<string, unknown>>): Promise<string>;
  /** A call of the host's own software. */
  host(name: string, fields: Readonly<Record<string, unknown>>): Promise<{ status: number; body: HostAnswer }>;
  dispose(): Promise<void>;
}

/** What a call answered: each test looks at what it asked for. */
export interface HostAnswer {
  // biome-ignore lint/suspicious/noExplicitAny: JSON of as many shapes as there are calls.
  readonly value?: any;
  readonly code?: string;
}

/** Makes the directory with keys; nothing runs yet. */
export async function openServeProcess(): Promise<ServeProcess> {
  const directory = await mkdtemp(join(tmpdir(), 'safeupload-commands-'));
  await makeKeys(join(directory, 'keys.json'));
  let base = '';
  let server: ChildProcess | null = null;
  const environment = { ...process.env, SAFEUPLOAD_JWT_SECRET: secret };

  const stop = async (): Promise<number | null> => {
    if (server === null || server.exitCode !== null) return server?.exitCode ?? null;
    const gone = once(server, 'exit');
    server.kill('SIGTERM');
    const [code] = await gone;
    return code;
  };
  const token = (claims: Readonly<Record<string, unknown>>) =>
    new SignJWT({ ...claims })
      .setProtectedHeader({ alg: 'HS256' })
      .setExpirationTime('5 min')
      .sign(new TextEncoder().encode(secret));

  return {
    directory,
    base: () => base,
    async start(...flags) {
      const port = 20_000 + Math.floor(Math.random() * 20_000);
      base = `http://localhost:${port}/safe-upload`;
      const words = ['serve', '--port', String(port), '--data', directory, '--origin', 'https://forum.example'];
      server = spawn(process.execPath, [bin, ...words, ...flags], {
        env: environment,
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      let said = '';
      for await (const chunk of server.stderr ?? []) {
        said += chunk;
        if (said.includes('Ctrl-C ends it')) return;
      }
      throw new Error(`the server did not start: ${said}`);
    },
    stop,
    command: (name, ...words) => startCommand([name, '--data', directory, ...words], { env: environment }).ran,
    token,
    async host(name, fields) {
      const response = await fetch(`${base}/host/${name}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${await token({ scope: 'host' })}`, 'content-type': 'application/json' },
        body: JSON.stringify(fields),
      });
      return { status: response.status, body: await response.json() };
    },
    async dispose() {
      await stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
