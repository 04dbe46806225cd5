import { randomBytes } from 'node:crypto';
import { link, readFile, readlink, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { SafeUploadError } from '@safeupload/sdk/core';

/** A lock that is held. */
export interface DirectoryLock {
  /** Gives the lock back; not an error when it was given back before. */
  release(): Promise<void>;
}

/** Who holds a lock, as the lock file says it. */
interface Holder {
  readonly pid: number;
  /** When the process started, in clock ticks since boot: a process id alone may be another process by now. */
  readonly startTicks: string;
  /** The boot and the process-id namespace in which `pid` means something. */
  readonly world: string;
  readonly token: string;
}

/** The holder touches its file this often, for those who cannot see its process (another container or machine). */
const beatMs = 2_000;

/** A file not touched for so long, of a process that cannot be seen, belongs to nobody. */
const silentMs = 10_000;

/** How often the file of a holder that cannot be seen is looked at. */
const lookMs = 250;

/** Taking over a dead holder's lock may lose a race with another taker so often. */
const mostAttempts = 20;

/**
 * Takes the lock file for this process, or throws `database-in-use`: two processes on one PGlite directory silently lose
 * each other's rows. A lock whose process is gone (process id and start time, so that a reused id does not count) is
 * taken over at once; one of another container or boot when its holder has not touched it for 10 s, for which this waits.
 */
export async function lockDirectory(file: string): Promise<DirectoryLock> {
  const self: Holder = { ...(await identityOf(process.pid)), token: randomBytes(12).toString('hex') };
  const own = `${file}.${self.token}`;
  await writeFile(own, JSON.stringify(self), { mode: 0o600, flag: 'wx' });
  try {
    for (let attempt = 0; attempt < mostAttempts; attempt++) {
      // A hard link appears whole or not at all and never replaces: nobody ever reads half a lock.
      if (await linked(own, file)) {
        // Another taker may have moved our file for a moment, having judged the dead one it replaced.
        if (attempt > 0) await wait(100);
        if ((await holderOf(file))?.token === self.token) return held(file, self.token);
        continue;
      }
      const holder = await holderOf(file);
      if (holder === null) continue;
      if (await isAlive(holder, file)) throw inUse(holder, file);
      await moveAway(file, holder);
    }
    throw new SafeUploadError(
      'database-in-use',
      `The lock ${file} could not be taken: others keep taking it. Try again.`,
    );
  } finally {
    await rm(own, { force: true });
  }
}

function held(file: string, token: string): DirectoryLock {
  const beat = setInterval(() => {
    const now = new Date();
    utimes(file, now, now).catch(() => {});
  }, beatMs);
  beat.unref();
  let released = false;
  return {
    async release() {
      if (released) return;
      released = true;
      clearInterval(beat);
      if ((await holderOf(file))?.token === token) await rm(file, { force: true });
    },
  };
}

/** Removes a dead holder's file; puts back what turns out to be somebody else's, taken in the meantime. */
async function moveAway(file: string, dead: Holder): Promise<void> {
  const aside = `${file}.${randomBytes(12).toString('hex')}`;
  try {
    await rename(file, aside);
  } catch {
    return;
  }
  const moved = await holderOf(aside);
  if (moved !== null && moved.token !== dead.token) await linked(aside, file);
  await rm(aside, { force: true });
}

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (thrown) {
    if (thrown instanceof Error && Reflect.get(thrown, 'code') === 'EEXIST') return false;
    throw thrown;
  }
}

async function holderOf(file: string): Promise<Holder | null> {
  try {
    const value: unknown = JSON.parse(await readFile(file, 'utf8'));
    if (typeof value !== 'object' || value === null) return null;
    const { pid, startTicks, world, token } = value as Record<string, unknown>;
    if (typeof pid !== 'number' || typeof startTicks !== 'string' || typeof world !== 'string') return null;
    return typeof token === 'string' ? { pid, startTicks, world, token } : null;
  } catch {
    return null;
  }
}

async function isAlive(holder: Holder, file: string): Promise<boolean> {
  const { world } = await identityOf(process.pid);
  if (holder.world === world) {
    if (!isRunning(holder.pid)) return false;
    return (await identityOf(holder.pid)).startTicks === holder.startTicks;
  }
  // Its process cannot be seen from here: its next beat tells that it lives, a long silence that it does not.
  let seenAt: number | null = null;
  for (let waitedMs = 0; waitedMs <= 2 * silentMs; waitedMs += lookMs) {
    const touchedAt = await stat(file).then(
      ({ mtimeMs }) => mtimeMs,
      () => null,
    );
    if (touchedAt === null || Date.now() - touchedAt >= silentMs) return false;
    seenAt ??= touchedAt;
    if (touchedAt !== seenAt) return true;
    await wait(lookMs);
  }
  return true;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    // EPERM: it runs, under another user.
    return thrown instanceof Error && Reflect.get(thrown, 'code') === 'EPERM';
  }
}

/** Linux tells more than the number; elsewhere the number alone has to do. */
async function identityOf(pid: number): Promise<{ pid: number; startTicks: string; world: string }> {
  const [stats, boot, namespace] = await Promise.all([
    readFile(`/proc/${pid}/stat`, 'latin1').catch(() => ''),
    readFile('/proc/sys/kernel/random/boot_id', 'latin1').catch(() => ''),
    readlink('/proc/self/ns/pid').catch(() => ''),
  ]);
  // proc(5): field 22 is starttime; the name in field 2 may hold spaces and brackets, so count behind its last one.
  const startTicks = stats.slice(stats.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  return { pid, startTicks, world: `${boot.trim()} ${namespace}` };
}

function inUse(holder: Holder, file: string): SafeUploadError {
  return new SafeUploadError(
    'database-in-use',
    `Another process (${holder.pid}) has the database open, and two would lose each other's rows. Stop it first, or talk to it through its control socket. The lock is ${file}.`,
    { details: { pid: holder.pid } },
  );
}
