import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';

/** A program of this test, with everything it starts. */
export interface OwnProcess {
  readonly child: ChildProcess;
  /** What it wrote to both streams so far, at most the last 20,000 characters: for the message of a failure. */
  said(): string;
  /** Ends it and its children. */
  end(): Promise<void>;
}

const mostSaid = 20_000;

/** How long a program may take to end by itself, in ms. */
const endMs = 5_000;

/** Starts a program in a process group of its own, so that ending it leaves none of its processes behind. */
export function startProcess(command: string, parameters: readonly string[], env: NodeJS.ProcessEnv): OwnProcess {
  const child = spawn(command, parameters, { env, detached: true, stdio: ['ignore', 'pipe', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk) => {
      said = `${said}${String(chunk)}`.slice(-mostSaid);
    });
  }
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', (error) => {
      said += error.message;
      resolve();
    });
  });
  return {
    child,
    said: () => said,
    async end() {
      signal(child, 'SIGTERM');
      const late = setTimeout(() => signal(child, 'SIGKILL'), endMs);
      await ended;
      clearTimeout(late);
      // Children that outlive their parent are of the same group.
      signal(child, 'SIGKILL');
    },
  };
}

function signal({ pid }: ChildProcess, name: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, name);
  } catch {
    // Nobody of the group is left.
  }
}

/** A port that nobody listens on just now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('No port is free.');
  return address.port;
}

/** Asks every 100 ms until there is an answer. Throws after `limitMs`, with what `describe` says. */
export async function until<T>(ask: () => Promise<T | null>, limitMs: number, describe: () => string): Promise<T> {
  const last = Date.now() + limitMs;
  for (;;) {
    const answer = await ask();
    if (answer !== null) return answer;
    if (Date.now() > last) throw new Error(`Nothing within ${limitMs / 1000} s. ${describe()}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
