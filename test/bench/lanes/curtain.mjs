// @ts-check
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { createVerifier, migrate } from '@safeupload/server';
import { createMeasurer, directoryBlobs, makeKeys } from '@safeupload/server/node';
import { drizzle } from 'drizzle-orm/pglite';
import { median, rounded } from '../statistics.mjs';

/** Pictures that are public when the curtain is pulled; three of four are of accounts of low trust. */
const published = 5000;
const accounts = 1000;
/** @type {{ by: import('@safeupload/server').Actor }} */
const volunteer = { by: { accountId: 'volunteer', roles: ['volunteer'] } };

/**
 * How long a press takes until everything of low trust is hidden, and until all of it is back, on the embedded database.
 * @param {number} runs
 */
export async function curtain(runs) {
  const upMs = [];
  const downMs = [];
  let hidden = 0;
  for (let run = 0; run < runs; run++) {
    const times = await once();
    upMs.push(times.upMs);
    downMs.push(times.downMs);
    hidden = times.hidden;
  }
  return {
    pglite: {
      runs,
      published,
      hidden,
      hiddenMs: rounded(median(upMs)),
      slowestMs: rounded(Math.max(...upMs)),
      backMs: rounded(median(downMs)),
    },
  };
}

async function once() {
  const directory = await mkdtemp(join(tmpdir(), 'safeupload-bench-'));
  const client = await PGlite.create();
  const database = drizzle({ client });
  await migrate(database, 0);
  const measurer = createMeasurer({ processes: 1 });
  const verifier = await createVerifier({
    audience: 'https://forum.example/safe-upload',
    allowedOrigins: [],
    identify: () => null,
    database,
    blobs: directoryBlobs(join(directory, 'blobs')),
    keys: await makeKeys(join(directory, 'keys.json')),
    measurer,
    onDecision: () => undefined,
  });
  try {
    await fill(client);
    const upMs = await time(() => verifier.curtain.up(volunteer));
    const { hidden } = await verifier.curtain.view(volunteer);
    const downMs = await time(async () => {
      await verifier.curtain.down(volunteer);
      // What is not back within the press is the reaper's.
      while ((await verifier.curtain.view(volunteer)).returned < hidden) await verifier.reap();
    });
    return { upMs, downMs, hidden };
  } finally {
    await verifier.dispose();
    await measurer.dispose();
    await client.close();
    await rm(directory, { recursive: true, force: true });
  }
}

/** Rows as a day of posting leaves them, without the bytes. @param {PGlite} client */
async function fill(client) {
  const now = Date.now();
  await client.exec(`
    insert into accounts select 'a' || g, case g % 4 when 0 then 'trusted' when 2 then 'known' else 'new' end, null, 0, 0
      from generate_series(0, ${accounts - 1}) g;
    insert into uploads (id, account_id, session_id, tier, context, outcome, state, created_at, sha256, bytes, format, width,
        height, reasons, severe, policy_id, target_context, target_id, attached_at, appealed, route, cluster_id)
      select md5('u' || g), 'a' || (g % ${accounts}), 's', 'known', 'post', 'allowed', 'attached', ${now} - g,
        md5('d' || g) || md5('e' || g), 1000, 'jpeg', 10, 10, '[]', false, 'p', 'post', 'post' || g, ${now} - g, false,
        'claimed', md5('u' || g) from generate_series(0, ${published - 1}) g;
    insert into derivatives (upload_id, name, publishable, format, width, height, bytes, sha256, blob_key, address)
      select id, name, true, 'jpeg', 10, 10, 10, sha256, 'k' || id || name, substr(md5(id || name), 1, 22)
      from uploads, (values ('full'), ('preview')) as names (name);
    insert into receipts select 'j' || id, id, 'token', 0, null from uploads;
    insert into fingerprints (upload_id, hash, quality, orientations, at)
      select id, sha256, 100, repeat(sha256, 8), created_at from uploads;`);
}

/** @param {() => Promise<unknown>} work */
async function time(work) {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}
