// @ts-check
// Appends entries to the audit log of a PostgreSQL, each in a transaction of its own: `node append-audit-many.mjs PORT BY COUNT`.
// Runs what was built, as a host does. Says "ready", begins at the first line it is sent, and ends.
import { once } from 'node:events';
import { drizzle } from 'drizzle-orm/node-postgres';
import { Pool } from 'pg';
import { appendAudit } from '../../../packages/server/dist/audit/append-audit.js';

const [port, by, count] = process.argv.slice(2);
const pool = new Pool({ host: '127.0.0.1', port: Number(port), user: 'postgres', password: 'postgres', max: 4 });
const database = drizzle({ client: pool });
await pool.query('select 1');
process.stdout.write('ready\n');
await once(process.stdin, 'data');
process.stdin.unref();
const services = { clock: Date.now };
await Promise.all(
  Array.from({ length: Number(count) }, (_, index) =>
    database.transaction((transaction) =>
      appendAudit(transaction, { by, action: 'looked', subject: `${by}-${index}`, details: { index } }, services),
    ),
  ),
);
await pool.end();
