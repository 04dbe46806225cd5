import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isSafeUploadError } from '@safeupload/sdk/core';
import { directoryBlobs, loadKeys, makeKeys, openDatabase, parseKeys } from '@safeupload/server/node';
import { sql } from 'drizzle-orm';
import { CompactSign, calculateJwkThumbprint, compactVerify, importJWK } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const built = new URL('../../../packages/server/dist/node/index.js', import.meta.url).href;

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'safeupload-storage-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (thrown) {
    return isSafeUploadError(thrown) ? thrown.code : String(thrown);
  }
  return 'no error';
}

/** Another process that opens the database, says `open` or the code of its error, and stays. */
async function opener(path: string): Promise<{ said: string; child: ChildProcess }> {
  const script = `
    const { openDatabase } = await import(${JSON.stringify(built)});
    try { await openDatabase(${JSON.stringify(path)}); console.log('open'); setInterval(() => {}, 1000); }
    catch (error) { console.log(error.code); }`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [said] = await once(child.stdout, 'data');
  return { said: String(said).trim(), child };
}

async function killed(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

describe('the database', () => {
  it('is made, migrated, closed, and opened again with what was in it', async () => {
    const path = join(directory, 'kept', 'database');
    const first = await openDatabase(path);
    await first.database.execute(sql`create table notes (text text)`);
    await first.database.execute(sql`insert into notes values ('kept')`);
    await first.close();
    await first.close();
    const second = await openDatabase(path);
    const rows = await second.database.execute(sql`select text from notes`);
    expect(rows).toMatchObject({ rows: [{ text: 'kept' }] });
    expect((await stat(path)).mode & 0o077).toBe(0);
    await second.close();
  });

  it('is refused to a second process, and to a second opening in this one', async () => {
    const path = join(directory, 'shared', 'database');
    const { database, close } = await openDatabase(path);
    expect(await codeOf(openDatabase(path))).toBe('database-in-use');
    const other = await opener(path);
    expect(other.said).toBe('database-in-use');
    // The one who holds it goes on undisturbed.
    expect(await database.execute(sql`select 1 as one`)).toMatchObject({ rows: [{ one: 1 }] });
    await close();
  });

  it('is taken over from a process that was killed, at once', async () => {
    const path = join(directory, 'orphaned', 'database');
    const other = await opener(path);
    expect(other.said).toBe('open');
    expect(await codeOf(openDatabase(path))).toBe('database-in-use');
    await killed(other.child);
    const { close } = await openDatabase(path);
    await close();
    expect((await readdir(join(directory, 'orphaned'))).filter((name) => name.includes('.lock'))).toEqual([]);
  });

  it('is taken over where the process id belongs to another process by now', async () => {
    const path = join(directory, 'reused', 'database');
    await mkdir(join(directory, 'reused'));
    const { close } = await openDatabase(path);
    const lock: unknown = JSON.parse(await readFile(`${path}.lock`, 'utf8'));
    await close();
    // This very process, as if it had started at another time.
    await writeFile(`${path}.lock`, JSON.stringify({ ...Object(lock), startTicks: '1', token: 'another' }));
    const again = await openDatabase(path);
    await again.close();
  });

  it('of another container is left to it while it touches its lock, and taken over when it is silent', async () => {
    const path = join(directory, 'elsewhere', 'database');
    await mkdir(join(directory, 'elsewhere'));
    const foreign = { pid: 1, startTicks: '1', world: 'another boot', token: 'another' };
    await writeFile(`${path}.lock`, JSON.stringify(foreign));
    const touching = setInterval(() => void utimes(`${path}.lock`, new Date(), new Date()), 500);
    expect(await codeOf(openDatabase(path))).toBe('database-in-use');
    clearInterval(touching);
    const silent = new Date(Date.now() - 60_000);
    await utimes(`${path}.lock`, silent, silent);
    const { close } = await openDatabase(path);
    await close();
  });

  it('goes to exactly one of several that come at once for a dead lock', async () => {
    const path = join(directory, 'raced', 'database');
    const dead = await opener(path);
    await killed(dead.child);
    const openers = await Promise.all([opener(path), opener(path), opener(path)]);
    expect(openers.map(({ said }) => said).sort()).toEqual(['database-in-use', 'database-in-use', 'open']);
    for (const { child } of openers) if (child.exitCode === null) await killed(child);
  });

  it('says what is wrong with a directory that is no database', async () => {
    const path = join(directory, 'foreign', 'database');
    await mkdir(path, { recursive: true });
    await writeFile(join(path, 'PG_VERSION'), '9');
    expect(await codeOf(openDatabase(path))).toBe('database-failed');
    // The lock was given back.
    expect(await readdir(join(directory, 'foreign'))).toEqual(['database']);
  });
});

describe('blobs', () => {
  it('are kept, replaced, listed and deleted', async () => {
    const blobs = directoryBlobs(join(directory, 'blobs'));
    const bytes = new Uint8Array([1, 2, 3]);
    await blobs.put('originals/ab/one', bytes);
    await blobs.put('originals/ab/two', new Uint8Array());
    await blobs.put('sealed/one', bytes);
    await blobs.put('sealed/one', new Uint8Array([4]));
    expect(await blobs.get('originals/ab/one')).toEqual(bytes);
    expect(await blobs.get('originals/ab/two')).toEqual(new Uint8Array());
    expect(await blobs.get('sealed/one')).toEqual(new Uint8Array([4]));
    expect(await blobs.get('sealed/two')).toBeNull();
    expect([...(await blobs.list('originals/ab/o'))].sort()).toEqual(['originals/ab/one']);
    expect([...(await blobs.list(''))].sort()).toEqual(['originals/ab/one', 'originals/ab/two', 'sealed/one']);
    await blobs.delete('sealed/one');
    await blobs.delete('sealed/one');
    expect(await blobs.get('sealed/one')).toBeNull();
    expect((await stat(join(directory, 'blobs', 'originals', 'ab', 'one'))).mode & 0o077).toBe(0);
  });

  it('never leave the directory', async () => {
    const blobs = directoryBlobs(join(directory, 'fenced'));
    for (const key of [
      '../out',
      '/etc/passwd',
      'a/../../b',
      'a//b',
      '',
      '.',
      'a.b',
      'a/',
      `${'a'.repeat(201)}`,
      'a\0b',
    ]) {
      expect(await codeOf(blobs.put(key, new Uint8Array())), key).toBe('options-invalid');
      expect(await codeOf(blobs.get(key)), key).toBe('options-invalid');
      expect(await codeOf(blobs.delete(key)), key).toBe('options-invalid');
    }
  });

  it('that were not finished are nobody’s, and foreign files are not listed', async () => {
    const root = join(directory, 'unfinished');
    const blobs = directoryBlobs(root);
    await blobs.put('whole', new Uint8Array([1]));
    await writeFile(join(root, 'broken.0123456789abcdef.unfinished'), 'half');
    await symlink('/etc', join(root, 'elsewhere'));
    expect(await blobs.list('')).toEqual(['whole']);
  });
});

describe('keys', () => {
  it('are made once, for this user only, and loaded as they were made', async () => {
    const file = join(directory, 'secret', 'keys.json');
    const made = await makeKeys(file);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await codeOf(makeKeys(file))).toBe('wrong-state');
    const keys = await loadKeys(file);
    const [receipt] = keys.receipt;
    if (!receipt) throw new Error('no receipt key');
    expect(receipt.kid).toBe(made.receipt[0]?.kid);
    expect(receipt.kid).toBe(await calculateJwkThumbprint(receipt.publicJwk, 'sha256'));
    expect([receipt.privateKey.extractable, keys.sealing[0]?.key.extractable, keys.pseudonym.extractable]).toEqual([
      false,
      false,
      false,
    ]);
    expect(Reflect.has(receipt.publicJwk, 'd')).toBe(false);
    const signed = await new CompactSign(new Uint8Array([1]))
      .setProtectedHeader({ alg: 'ES256' })
      .sign(receipt.privateKey);
    const verified = await compactVerify(signed, await importJWK({ ...receipt.publicJwk }, 'ES256'));
    expect(verified.payload).toEqual(new Uint8Array([1]));
  });

  it('that are missing, damaged or open to others are named', async () => {
    expect(await codeOf(loadKeys(join(directory, 'none.json')))).toBe('keys-missing');
    const file = join(directory, 'open.json');
    await makeKeys(file);
    await chmod(file, 0o666);
    expect(await codeOf(loadKeys(file))).toBe('options-invalid');
    const text = await readFile(file, 'utf8');
    for (const broken of ['', '[]', '{}', text.replace('"v": 1', '"v": 2'), text.replace('P-256', 'P-384')]) {
      expect(await codeOf(parseKeys(broken))).toBe('options-invalid');
    }
    // A message must not repeat a secret that is only slightly wrong.
    const secret = /"d": "([\w-]{43})"/.exec(text)?.[1] ?? '';
    await expect(parseKeys(text.replace(secret, `${secret}x`))).rejects.toSatisfy(
      (thrown) => isSafeUploadError(thrown) && !thrown.message.includes(secret.slice(0, 8)),
    );
  });
});
