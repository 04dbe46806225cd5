import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { PGlite } from '@electric-sql/pglite';
import { type Actor, type AuditEntry, type Database, hashOfEntry, migrate, verifyAudit } from '@safeupload/server';
import { drizzle } from 'drizzle-orm/pglite';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { appendAudit } from '../../packages/server/src/audit/append-audit.js';
import { auditLog } from '../../packages/server/src/database/schema.js';
import { openDevice } from './support/device.js';
import { paint } from './support/paint.js';
import { openPostgres, type Postgres } from './support/postgres.js';
import { openRoom, type Room } from './support/room.js';

// The audit log: who looked, exported, pulled the curtain, held by order. Whatever somebody does to it afterwards shows,
// but for a cut end, which shows only beside a head that was noted elsewhere.

type Row = AuditEntry & { readonly hash: string };
interface Vectors {
  readonly chain: readonly (Row & { readonly canonical: string })[];
  readonly cases: readonly {
    readonly name: string;
    readonly rows: readonly Row[];
    readonly expectHead?: { readonly seq: number; readonly hash: string };
    readonly found: Readonly<Record<string, unknown>>;
  }[];
}

const file = new URL('../vectors/audit-chain.json', import.meta.url);
// Provable: written by test/vectors/make-audit-chain.mjs.
const vectors = JSON.parse(await readFile(file, 'utf8')) as Vectors;
const services = { clock: Date.now };

let client: PGlite;
let database: Database;
beforeAll(async () => {
  client = await PGlite.create();
  database = drizzle({ client });
  await migrate(database, 0);
});
afterAll(() => client.close());
/** Whoever owns the database can take the guard away: what that person does then is what these tests are about. */
afterEach(async () => {
  await client.query('alter table audit_log disable trigger audit_log_append_only');
  await client.query('delete from audit_log');
  await client.query('alter table audit_log enable trigger audit_log_append_only');
});

const append = (subject: string, at: Database = database) =>
  at.transaction((transaction) => appendAudit(transaction, { by: 'ann', action: 'looked', subject }, services));

describe('the chain', () => {
  test.each(vectors.chain)('entry $seq of the vectors has its hash, here and computed by hand', async (entry) => {
    const { canonical, hash, ...fields } = entry;
    expect(await hashOfEntry(fields)).toBe(hash);
    // All that another language needs: the text of the vectors, its UTF-8 bytes, SHA-256.
    expect(createHash('sha256').update(Buffer.from(canonical, 'utf8')).digest('hex')).toBe(hash);
    expect(JSON.parse(canonical)).toEqual(fields);
  });

  test.each(vectors.cases)('$name', async ({ rows, expectHead, found }) => {
    if (rows.length > 0) {
      await database.insert(auditLog).values(rows.map(({ by: byAccountId, ...row }) => ({ ...row, byAccountId })));
    }
    const verdict = await verifyAudit(database, expectHead === undefined ? {} : { expectHead });
    expect(verdict).toMatchObject(found);
    expect(verdict.sentence).toMatch(/^[A-Z].*\.$/);
  });

  test('is what appending makes, over many pages, and a rolled back entry leaves no gap', async () => {
    await database.transaction(async (transaction) => {
      for (let index = 0; index < 1203; index++) {
        await appendAudit(transaction, { by: 'ann', action: 'looked', subject: `upload ${index}` }, services);
      }
    });
    const undone = database.transaction(async (transaction) => {
      await appendAudit(transaction, { by: 'ann', action: 'looked', subject: 'never' }, services);
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow('undone');
    await append('the last');
    const verdict = await verifyAudit(database);
    expect(verdict).toMatchObject({ whole: true, entries: 1204, head: { seq: 1204 } });
    const rows = await database.select().from(auditLog).orderBy(auditLog.seq);
    expect(rows.map(({ seq }) => seq)).toEqual(rows.map((_, index) => index + 1));
    expect(rows.slice(1).map(({ previous }) => previous)).toEqual(rows.slice(0, -1).map(({ hash }) => hash));
    // The same by hand, from the columns alone.
    for (const { seq, at, byAccountId: by, action, subject, details, previous, hash } of rows) {
      const text = `{"action":${JSON.stringify(action)},"at":${at},"by":${JSON.stringify(by)},"details":${JSON.stringify(details)},"previous":"${previous}","seq":${seq},"subject":${JSON.stringify(subject)}}`;
      expect(createHash('sha256').update(text, 'utf8').digest('hex')).toBe(hash);
    }
  });

  test('is not changed by accident: the database refuses to update, delete and truncate', async () => {
    await append('one');
    for (const statement of [
      `update audit_log set by_account_id = 'nobody'`,
      'delete from audit_log',
      'truncate audit_log',
      'update audit_log set seq = 7 where false',
    ]) {
      await expect(client.query(statement), statement).rejects.toThrow(/append-only/);
    }
    expect(await verifyAudit(database)).toMatchObject({ whole: true, entries: 1 });
  });

  test('stops being verified when nobody waits any more', async () => {
    await append('one');
    await expect(verifyAudit(database, { signal: AbortSignal.abort() })).rejects.toThrow();
  });
});

describe('on a real PostgreSQL', () => {
  let postgres: Postgres;
  beforeAll(async () => {
    postgres = await openPostgres();
  });
  afterAll(() => postgres?.close());

  test('two processes that append at once make one chain', async () => {
    const script = fileURLToPath(new URL('support/append-audit-many.mjs', import.meta.url));
    const port = String(postgres.pool.options.port);
    const children = ['ann', 'ben'].map((by) =>
      spawn(process.execPath, [script, port, by, '60'], { stdio: ['pipe', 'pipe', 'inherit'] }),
    );
    await Promise.all(children.map((child) => once(child.stdout, 'data')));
    const ended = children.map((child) => once(child, 'exit'));
    for (const child of children) child.stdin.write('go\n');
    expect((await Promise.all(ended)).map(([code]) => code)).toEqual([0, 0]);
    expect(await verifyAudit(postgres.database)).toMatchObject({ whole: true, entries: 120, head: { seq: 120 } });
    const rows = await postgres.database.select().from(auditLog);
    const by = (account: string) => rows.filter(({ byAccountId }) => byAccountId === account).length;
    expect([by('ann'), by('ben')]).toEqual([60, 60]);
  });

  test('nothing is changed there either', async () => {
    for (const statement of ['update audit_log set at = 1', 'delete from audit_log', 'truncate audit_log']) {
      await expect(postgres.pool.query(statement), statement).rejects.toThrow(/append-only/);
    }
  });
});

describe('what people do', () => {
  const safety: Actor = { accountId: 'sasha', roles: ['safety'] };
  const moderator: Actor = { accountId: 'mona', roles: ['moderator'] };
  const volunteer: Actor = { accountId: 'vera', roles: ['volunteer'] };
  let room: Room;
  let uploadId: string;
  beforeAll(async () => {
    room = await openRoom();
    const device = await openDevice(room, room.member('ann'));
    const bytes = await paint(9001);
    uploadId = String((await device.upload(bytes, await device.ticket(bytes), { query: '?appeal=1' })).body.uploadId);
  });
  afterAll(() => room.dispose());

  const newest = async () => (await room.verifier.audit.read({ by: safety, most: 1 }))[0];

  test('a look is logged', async () => {
    await room.verifier.look({ uploadId, size: 'small', by: moderator });
    expect(await newest()).toMatchObject({ by: 'mona', action: 'looked', subject: uploadId });
  });

  test('an export is logged before anything is handed out, and handed out only if it was', async () => {
    await room.verifier.exportRecord({ uploadId, by: safety, reason: 'police, file 7' });
    expect(await newest()).toMatchObject({
      by: 'sasha',
      action: 'exported',
      subject: uploadId,
      details: { reason: 'police, file 7', record: true, picture: null },
    });
    await room.client.query('alter table audit_log rename to audit_log_elsewhere');
    await expect(room.verifier.exportRecord({ uploadId, by: safety, reason: 'police, file 8' })).rejects.toThrow();
    await room.client.query('alter table audit_log_elsewhere rename to audit_log');
  });

  test('the curtain is logged, up, renewed and down', async () => {
    await room.verifier.curtain.up({ by: volunteer });
    expect(await newest()).toMatchObject({ by: 'vera', action: 'curtain-up' });
    await room.verifier.curtain.up({ by: moderator });
    expect(await newest()).toMatchObject({ by: 'mona', action: 'curtain-renewed' });
    await room.verifier.curtain.down({ by: volunteer });
    expect(await newest()).toMatchObject({ by: 'vera', action: 'curtain-down' });
  });

  test('a legal hold is logged, placed and lifted', async () => {
    const { id } = await room.verifier.legalHold.place({ accountId: 'ann', reason: 'order 1', by: safety });
    expect(await newest()).toMatchObject({ action: 'legal-hold-placed', subject: 'ann', details: { hold: id } });
    await room.verifier.legalHold.lift({ id, by: safety });
    expect(await newest()).toMatchObject({ action: 'legal-hold-lifted', subject: 'ann', details: { hold: id } });
  });

  test('what was refused is not logged', async () => {
    const before = await newest();
    await expect(room.verifier.look({ uploadId, size: 'small', by: volunteer })).rejects.toThrow();
    await expect(room.verifier.exportRecord({ uploadId, by: moderator, reason: 'curious' })).rejects.toThrow();
    await expect(room.verifier.legalHold.place({ accountId: 'nobody', reason: 'x', by: safety })).rejects.toThrow();
    expect(await newest()).toEqual(before);
  });

  test('reading and verifying are the safety officer’s', async () => {
    for (const by of [volunteer, moderator]) {
      await expect(room.verifier.audit.read({ by })).rejects.toMatchObject({ code: 'role-missing' });
      await expect(room.verifier.audit.verify({ by })).rejects.toMatchObject({ code: 'role-missing' });
    }
    const entries = await room.verifier.audit.read({ by: safety });
    expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_, index) => entries.length - index));
    expect(await room.verifier.audit.read({ by: safety, most: 2 })).toEqual(entries.slice(0, 2));
    const verdict = await room.verifier.audit.verify({ by: safety });
    expect(verdict).toMatchObject({ whole: true, entries: entries.length });
  });
});
