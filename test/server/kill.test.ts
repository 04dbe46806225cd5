import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

// `kill -9` in the middle of uploads, ten times in a row, on a real directory: runs what was built, as a host does.

const script = fileURLToPath(new URL('./support/upload-until-killed.mjs', import.meta.url));
let directory: string;
const children = new Set<ChildProcess>();

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'safeupload-kill-'));
});
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await rm(directory, { recursive: true, force: true });
});

interface Found {
  readonly shown: number;
  readonly torn: readonly unknown[];
  readonly lonely: readonly unknown[];
  readonly missing: readonly unknown[];
  readonly unknown: readonly unknown[];
  readonly errors: readonly string[];
}

/** Starts a server; resolves with what it found, and, unless it only looks, when it has posted so many pictures. */
async function start(posts: number, ...more: string[]): Promise<{ child: ChildProcess; found: Found }> {
  const child = spawn(process.execPath, [script, directory, ...more], { stdio: ['ignore', 'pipe', 'pipe'] });
  children.add(child);
  let complaints = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    complaints += text;
  });
  const lines = createInterface({ input: child.stdout ?? process.stdin });
  const wanted = more.includes('--look') ? 1 : 2 + posts;
  const said: unknown[] = [];
  for await (const line of lines) {
    said.push(JSON.parse(line));
    if (said.length === wanted) break;
  }
  if (said.length < wanted) throw new Error(`the server ended before it worked: ${complaints}`);
  // Provable: the first line the script prints.
  return { child, found: said[0] as Found };
}

test('ten times killed, every restart works and finds everything whole', async () => {
  let shown = 0;
  for (let round = 0; round < 10; round++) {
    // By what it did and not by the clock: a slow machine is killed in the middle of as much.
    const { child, found } = await start(2 + round);
    expect(found).toMatchObject({ torn: [], lonely: [], missing: [], unknown: [], errors: [] });
    // What was shown may have been the last thing done, but what was shown rounds ago is still there.
    expect(found.shown).toBeGreaterThanOrEqual(shown);
    shown = found.shown;
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 100));
    const ended = once(child, 'exit');
    child.stdout?.resume();
    child.kill('SIGKILL');
    await ended;
  }
  const { found, child } = await start(0, '--look');
  expect(found).toMatchObject({ torn: [], lonely: [], missing: [], unknown: [], errors: [] });
  expect(found.shown).toBeGreaterThan(10);
  if (child.exitCode === null) await once(child, 'exit');
}, 300_000);
