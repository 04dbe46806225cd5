import { PGlite } from '@electric-sql/pglite';
import { type Database, migrate, migrations } from '@safeupload/server';
import { getTableColumns, getTableName, is, sql } from 'drizzle-orm';
import { PgTable } from 'drizzle-orm/pg-core';
import { drizzle } from 'drizzle-orm/pglite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as schema from '../../packages/server/src/database/schema.js';
import { openSealed, sealBytes } from '../../packages/server/src/seal.js';
import { webRandom } from '../../packages/server/src/tokens.js';

let client: PGlite;
let database: Database;
beforeAll(async () => {
  client = await PGlite.create();
  database = drizzle({ client });
});
afterAll(() => client.close());

describe('migrations', () => {
  test('are numbered without a gap, run once, and refuse a database from the future', async () => {
    expect(migrations.map(({ version }) => version)).toEqual(migrations.map((_, index) => index + 1));
    expect(await migrate(database, 1)).toBe(migrations.length);
    expect(await migrate(database, 2)).toBe(migrations.length);
    const applied = await client.query('select version, applied_at::int as at from safeupload_migrations');
    expect(applied.rows).toEqual(migrations.map(({ version }) => ({ version, at: 1 })));
    await client.query(`insert into safeupload_migrations values (99, 'from the future', 3)`);
    await expect(migrate(database, 4)).rejects.toMatchObject({ code: 'database-failed' });
    await client.query('delete from safeupload_migrations where version = 99');
  });

  test('bring a database of before the night up to date: its accounts keep the trust they had', async () => {
    const old = await PGlite.create();
    for (const { version, statements } of migrations) {
      if (version === 4) {
        const columns = `id, account_id, session_id, tier, context, outcome, state, created_at, sha256, bytes, format,
          width, height, reasons, severe, policy_id, appealed`;
        const rest = `'s', 'x', 'post', 'allowed', 'unattached'`;
        for (const [id, account, tier, at] of [
          ['u1', 'anna', 'new', 10],
          ['u2', 'anna', 'trusted', 30],
          ['u3', 'ben', 'known', 20],
        ]) {
          await old.query(
            `insert into uploads (${columns}) values ('${id}', '${account}', ${rest.replace("'x'", `'${tier}'`)}, ${at},
              'd', 1, 'jpeg', 1, 1, '[]', false, 'p', false)`,
          );
        }
      }
      for (const statement of statements) await old.query(statement);
    }
    const { rows } = await old.query(
      'select account_id, tier, first_seen_at::int, last_seen_at::int from accounts order by account_id',
    );
    expect(rows).toEqual([
      { account_id: 'anna', tier: 'trusted', first_seen_at: 10, last_seen_at: 30 },
      { account_id: 'ben', tier: 'known', first_seen_at: 20, last_seen_at: 20 },
    ]);
    expect((await old.query(`select distinct route from uploads`)).rows).toEqual([{ route: 'claimed' }]);
    await old.close();
  });

  test('a step that fails leaves nothing of itself', async () => {
    const before = await client.query('select count(*) from information_schema.tables');
    await expect(
      database.transaction(async (transaction) => {
        await transaction.execute(sql`create table half_done (id text)`);
        await transaction.execute(sql`create table nonces (id text)`);
      }),
    ).rejects.toThrow();
    expect((await client.query('select count(*) from information_schema.tables')).rows).toEqual(before.rows);
  });

  test('make exactly the tables, columns and nullabilities that drizzle believes in', async () => {
    const columns = await client.query<{
      table_name: string;
      column_name: string;
      data_type: string;
      is_nullable: string;
    }>(
      `select table_name, column_name, data_type, is_nullable from information_schema.columns
       where table_schema = 'public' and table_name <> 'safeupload_migrations'`,
    );
    const made = columns.rows.map((row) => `${row.table_name}.${row.column_name} ${row.data_type} ${row.is_nullable}`);
    const believed = Object.values(schema)
      .filter((value) => is(value, PgTable))
      .flatMap((table) =>
        Object.values(getTableColumns(table)).map(
          (column) => `${getTableName(table)}.${column.name} ${column.getSQLType()} ${column.notNull ? 'NO' : 'YES'}`,
        ),
      );
    expect(made.sort()).toEqual(believed.sort());
  });

  test('the database itself refuses two valid receipts, a settled ticket without upload, an attached one without target', async () => {
    await client.query(
      `insert into uploads (id, account_id, session_id, tier, context, outcome, state, created_at, sha256, bytes, format,
         width, height, reasons, severe, policy_id, appealed, route)
       values ('u', 'a', 's', 'new', 'post', 'allowed', 'unattached', 1, 'x', 1, 'jpeg', 1, 1, '[]', false, 'p', false, 'claimed')`,
    );
    await client.query(`insert into receipts values ('r1', 'u', 't', 1, null)`);
    await expect(client.query(`insert into receipts values ('r2', 'u', 't', 1, null)`)).rejects.toThrow(/one_valid/);
    await client.query(`insert into receipts values ('r3', 'u', 't', 1, 2)`);
    await expect(client.query(`update uploads set state = 'attached' where id = 'u'`)).rejects.toThrow(/check/);
    await expect(client.query(`update uploads set state = 'published' where id = 'u'`)).rejects.toThrow(/check/);
    await expect(
      client.query(`insert into nonces values ('n', 'a', 's', 't', '{}', 'post', 1, 2, 'settled', 'c', null)`),
    ).rejects.toThrow(/check/);
    await expect(client.query(`insert into receipts values ('r4', 'nobody', 't', 1, null)`)).rejects.toThrow(/foreign/);
  });
});

describe('sealed bytes', () => {
  const ringOf = async (...ids: string[]) =>
    Promise.all(
      ids.map(async (id) => ({
        id,
        key: await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']),
      })),
    );

  test('open under their own key name, also after a rotation; never twice the same', async () => {
    const [old, fresh] = await ringOf('old', 'fresh');
    if (old === undefined || fresh === undefined) throw new Error('no keys');
    const bytes = webRandom(1000);
    const sealed = await sealBytes(bytes, 'originals/a', [old], webRandom);
    expect(await openSealed(sealed, 'originals/a', [fresh, old])).toEqual(bytes);
    expect(await sealBytes(bytes, 'originals/a', [old], webRandom)).not.toEqual(sealed);
    expect((await openSealed(await sealBytes(new Uint8Array(), 'a', [old], webRandom), 'a', [old])).length).toBe(0);
    await expect(openSealed(sealed, 'originals/a', [fresh])).rejects.toMatchObject({ code: 'keys-missing' });
    await expect(sealBytes(bytes, 'a', [], webRandom)).rejects.toMatchObject({ code: 'keys-missing' });
  });

  test('moved, cut or changed they do not open', async () => {
    const ring = await ringOf('one');
    const sealed = await sealBytes(webRandom(50), 'originals/a', ring, webRandom);
    await expect(openSealed(sealed, 'originals/b', ring)).rejects.toMatchObject({ code: 'read-failed' });
    for (let at = 0; at < sealed.length; at++) {
      await expect(openSealed(sealed.with(at, (sealed[at] ?? 0) ^ 1), 'originals/a', ring)).rejects.toThrow();
      await expect(openSealed(sealed.slice(0, at), 'originals/a', ring)).rejects.toThrow();
    }
  });
});
