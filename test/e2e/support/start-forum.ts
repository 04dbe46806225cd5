import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const demo = fileURLToPath(new URL('../../../scripts/demo.mjs', import.meta.url));

/** How long the forum may take to open, with its first threads screened on a busy machine. */
const openingMs = 120_000;

/** How long it may take to close. */
const closingMs = 15_000;

/** A forum that runs as a process of its own, the way `pnpm demo` starts it. */
export interface StartedForum {
  /** Origin, e.g. `http://localhost:40123`. */
  readonly address: string;
  readonly dataDirectory: string;
  readonly process: ChildProcess;
  /** Everything it printed so far. */
  printed(): string;
  /** Ends it the way Ctrl-C does and resolves to its exit code. */
  close(): Promise<number | null>;
}

/** A port nobody listens on just now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  await new Promise<void>((resolve) => server.close(() => resolve()));
  if (address === null || typeof address === 'string') throw new Error('The system gave no port.');
  return address.port;
}

/** A fresh directory for a forum's data. */
export function freshDirectory(): Promise<string> {
  return mkdtemp(path.join(tmpdir(), 'safeupload-e2e-'));
}

/** Starts the forum and resolves when it says that it is open. Rejects with what it printed where it does not. */
export async function startForum(options: {
  readonly dataDirectory: string;
  readonly port: number;
  readonly words?: readonly string[];
  /** `https` where the words say `--lan`. */
  readonly scheme?: 'http' | 'https';
}): Promise<StartedForum> {
  const words = [
    '--no-build',
    '--port',
    String(options.port),
    '--data',
    options.dataDirectory,
    ...(options.words ?? []),
  ];
  const child = spawn(process.execPath, [demo, ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  child.stdout.on('data', (chunk: Uint8Array) => {
    printed += new TextDecoder().decode(chunk);
  });
  child.stderr.on('data', (chunk: Uint8Array) => {
    printed += new TextDecoder().decode(chunk);
  });
  await new Promise<void>((resolve, reject) => {
    const giveUp = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`The forum did not open within ${openingMs} ms. It printed:\n${printed}`));
    }, openingMs);
    child.stdout.on('data', () => {
      if (!printed.includes('is open')) return;
      clearTimeout(giveUp);
      resolve();
    });
    child.once('exit', (code) => {
      clearTimeout(giveUp);
      reject(new Error(`The forum ended with ${code} before it opened. It printed:\n${printed}`));
    });
  });
  return {
    address: `${options.scheme ?? 'http'}://localhost:${options.port}`,
    dataDirectory: options.dataDirectory,
    process: child,
    printed: () => printed,
    async close() {
      if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
      const ended = once(child, 'exit');
      child.kill('SIGINT');
      const kill = setTimeout(() => child.kill('SIGKILL'), closingMs);
      const [code] = await ended;
      clearTimeout(kill);
      return typeof code === 'number' ? code : null;
    },
  };
}

/** Removes a forum's data. */
export function removeDirectory(directory: string): Promise<void> {
  return rm(directory, { recursive: true, force: true });
}
