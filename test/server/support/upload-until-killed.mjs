// @ts-check
// A server on a real directory that uploads, attaches and takes down as fast as it can until it is killed. First it says,
// as one line of JSON, whether what it found is whole. `--look` ends after that.

import { createVerifier } from '@safeupload/server';
import { createMeasurer, directoryBlobs, loadKeys, makeKeys, openDatabase } from '@safeupload/server/node';
import { sql } from 'drizzle-orm';
import sharp from 'sharp';

const [directory = '', mode] = process.argv.slice(2);
const audience = 'https://forum.example/safe-upload';
const keysFile = `${directory}/keys.json`;
const keys = await loadKeys(keysFile).catch(() => makeKeys(keysFile));
const { database, close } = await openDatabase(`${directory}/db`);
const blobs = directoryBlobs(`${directory}/blobs`);
const measurer = createMeasurer({ processes: 1 });
/** @type {string[]} */
const errors = [];
const verifier = await createVerifier({
  audience,
  allowedOrigins: [],
  identify: () => null,
  database,
  blobs,
  keys,
  measurer,
  onError: (error, where) => errors.push(`${where}: ${String(error)}`),
});

/**
 * @param {import('drizzle-orm').SQL} query
 * @returns {Promise<Record<string, unknown>[]>}
 */
async function rowsOf(query) {
  const result = /** @type {{ rows: Record<string, unknown>[] }} */ (
    /** @type {unknown} */ (await database.execute(query))
  );
  return result.rows;
}

/** What would be wrong with what a killed server left: each list must be empty. */
async function found() {
  const pictures = await rowsOf(sql`
    select d.address, d.format, u.outcome = 'allowed' and u.state = 'attached' as shown,
      exists (select 1 from receipts r where r.upload_id = u.id and r.revoked_at is null) as receipt
    from derivatives d join uploads u on u.id = d.upload_id where d.publishable and d.address is not null`);
  const torn = [];
  let shown = 0;
  for (const { address, format, shown: isShown, receipt } of pictures) {
    const extension = format === 'jpeg' ? 'jpg' : format;
    const { status } = await verifier.fetch(new Request(`${audience}/p/${address}.${extension}`));
    if (isShown) shown += 1;
    if (isShown !== receipt || status !== (isShown ? 200 : 404)) torn.push({ address, isShown, receipt, status });
  }
  const lonely = await rowsOf(sql`
    select jti from receipts r where revoked_at is null and not exists
      (select 1 from derivatives d where d.upload_id = r.upload_id and d.publishable and d.address is not null)`);
  const spoken = await rowsOf(sql`
    select original_key as key, true as firm from uploads where original_key is not null
    union all select blob_key, true from derivatives union all select key, false from loose_blobs`);
  const kept = new Set(await blobs.list(''));
  const known = new Set(spoken.map(({ key }) => key));
  return {
    shown,
    torn,
    lonely,
    missing: spoken.filter(({ key, firm }) => firm && !kept.has(String(key))),
    unknown: [...kept].filter((key) => !known.has(key)),
    errors,
  };
}

console.log(JSON.stringify(await found()));

/** @type {import('@safeupload/server').Actor} */
const by = { accountId: 'mona', roles: ['moderator'] };

/** @param {string} accountId */
async function live(accountId) {
  for (;;) {
    const noise = crypto.getRandomValues(new Uint8Array(8 * 6 * 3));
    const picture = sharp(noise, { raw: { width: 8, height: 6, channels: 3 } }).resize(160, 120, { kernel: 'cubic' });
    const bytes = new Uint8Array(await picture.jpeg().toBuffer());
    const { uploadId } = await verifier.screen(bytes, { accountId, tier: 'trusted', context: 'post' });
    const target = /** @type {const} */ ({ context: 'post', id: uploadId });
    const [attached] = await verifier.attach({ uploadIds: [uploadId], accountId, target });
    // Whose picture was taken down waits from then on: what was allowed before may be held when it is attached.
    if (attached?.outcome === 'held') await verifier.decideHold({ uploadId, action: 'release', by });
    console.log('"posted"');
    const fate = Math.random();
    if (fate < 0.3) await verifier.takedown({ uploadId, by });
    else if (fate < 0.5) await verifier.detach({ uploadIds: [uploadId], accountId });
  }
}

if (mode === '--look') {
  await verifier.dispose();
  await measurer.dispose();
  await close();
} else {
  await measurer.ready();
  console.log('"ready"');
  await Promise.all(['anna', 'ben', 'cleo'].map(live));
}
