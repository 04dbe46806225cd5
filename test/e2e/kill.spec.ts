import { once } from 'node:events';
import { expect, test } from '@playwright/test';
import { dataPaths, directoryBlobs, openDatabase } from '@safeupload/server/node';
import { sql } from 'drizzle-orm';
import sharp from 'sharp';
import { childrenOf, isAlive } from './support/processes.js';
import { freePort, freshDirectory, removeDirectory, type StartedForum, startForum } from './support/start-forum.js';
import { openBrokenPromises } from './support/stored-promises.js';

/** How often the server is killed. */
const rounds = 10;

/** Posts under way when it is. */
const atOnce = 4;

/** One post of one picture, tried until it is there. */
interface Errand {
  readonly name: string;
  readonly bytes: Uint8Array;
  isPosted: boolean;
}

test('killed ten times in the middle of uploads: nothing public without a receipt, nothing lost, and it starts again', async () => {
  test.setTimeout(600_000);
  const dataDirectory = await freshDirectory();
  const port = await freePort();
  const errands: Errand[] = [];
  let forum: StartedForum | null = null;
  try {
    for (let round = 0; round < rounds; round++) {
      forum = await startForum({ dataDirectory, port, words: ['--no-seed'] });
      const cookie = await signIn(forum);
      const children = await childrenOf(forum.process.pid ?? 0);
      expect(children.length).toBeGreaterThan(0);

      // What the last kill broke off goes on where it was: same key, same answer, one post.
      for (const errand of errands.filter((one) => !one.isPosted)) await run(forum, cookie, errand);
      expect(errands.every((one) => one.isPosted)).toBe(true);

      const fresh = await Promise.all(Array.from({ length: atOnce }, (_, i) => newErrand(round, i)));
      errands.push(...fresh);
      const running = fresh.map((errand) => run(forum as StartedForum, cookie, errand).catch(() => undefined));
      // Spread over everything an upload goes through: arriving, decoding, storing, answering, attaching, after it.
      await new Promise((resolve) => setTimeout(resolve, 60 + round * round * 30));
      const gone = once(forum.process, 'exit');
      forum.process.kill('SIGKILL');
      await gone;
      await Promise.all(running);

      await expect
        .poll(() => children.filter(isAlive), { message: 'processes left behind', timeout: 10_000 })
        .toEqual([]);
      // Every second time the next start finds everything as the kill left it, also the database's own files.
      if (round % 2 === 0) {
        const opened = await openDatabase(dataPaths(dataDirectory).database);
        const broken = await openBrokenPromises(opened.database, directoryBlobs(dataPaths(dataDirectory).blobs));
        await opened.close();
        expect(broken).toEqual([]);
      }
    }

    forum = await startForum({ dataDirectory, port, words: ['--no-seed'] });
    const cookie = await signIn(forum);
    for (const errand of errands.filter((one) => !one.isPosted)) await run(forum, cookie, errand);
    let shown = 0;
    for (const errand of errands) shown += await expectShownOnce(forum, errand);
    expect(shown).toBeGreaterThan((rounds * atOnce) / 2);
    expect(await forum.close()).toBe(0);
    const opened = await openDatabase(dataPaths(dataDirectory).database);
    expect(await openBrokenPromises(opened.database, directoryBlobs(dataPaths(dataDirectory).blobs))).toEqual([]);
    // And the search for broken promises finds one that was broken on purpose.
    await opened.database.execute(sql`update receipts set revoked_at = 1 where jti = (select min(jti) from receipts)`);
    expect(await openBrokenPromises(opened.database, directoryBlobs(dataPaths(dataDirectory).blobs))).not.toEqual([]);
    await opened.close();
  } finally {
    forum?.process.kill('SIGKILL');
    await removeDirectory(dataDirectory);
  }
});

async function newErrand(round: number, index: number): Promise<Errand> {
  const seed = round * atOnce + index + 1;
  const [width, height] = [900, 700];
  const pixels = new Uint8Array(width * height * 3);
  for (let i = 0; i < pixels.length; i++) {
    const x = Math.floor(i / 3) % width;
    const y = Math.floor(i / 3 / width);
    pixels[i] = 128 + 90 * Math.sin((x * (seed % 7) + y * ((seed % 5) + 1)) / (40 + seed) + (i % 3));
  }
  const bytes = new Uint8Array(
    await sharp(pixels, { raw: { width, height, channels: 3 } })
      .jpeg({ quality: 90 })
      .toBuffer(),
  );
  return { name: `errand-${round}-${index}`, bytes, isPosted: false };
}

/** Uploads the picture and posts it in a thread of its own. Throws where the server went away. */
async function run(forum: StartedForum, cookie: string, errand: Errand): Promise<void> {
  const headers = { origin: forum.address, cookie };
  const uploaded = await fetch(`${forum.address}/safe-upload/upload?context=post`, {
    method: 'POST',
    headers: {
      ...headers,
      'content-type': 'image/jpeg',
      'idempotency-key': `kill-test-${errand.name}`.padEnd(22, '0'),
    },
    body: new Uint8Array(errand.bytes),
    signal: AbortSignal.timeout(60_000),
  });
  const answer = (await uploaded.json()) as { uploadId?: string; outcome?: string; code?: string };
  if (answer.uploadId === undefined) throw new Error(`${errand.name}: ${JSON.stringify(answer)}`);
  const posted = await fetch(`${forum.address}/api/threads`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify({
      title: errand.name,
      board: 'making',
      text: errand.name,
      draftId: `draft-${errand.name}`,
      pictures: [{ uploadId: answer.uploadId, description: errand.name }],
    }),
    signal: AbortSignal.timeout(60_000),
  });
  if (!posted.ok) throw new Error(`${errand.name}: ${await posted.text()}`);
  errand.isPosted = true;
}

/** Resolves to 1 if its picture is public, to 0 if it is held. */
async function expectShownOnce(forum: StartedForum, errand: Errand): Promise<number> {
  const list = await (await fetch(forum.address)).text();
  const found = [...list.matchAll(new RegExp(`href="(/t/\\d+)">${errand.name}<`, 'g'))];
  expect(found.length, errand.name).toBe(1);
  const thread = await (await fetch(`${forum.address}${found[0]?.[1]}`)).text();
  const uploads = [...thread.matchAll(/data-upload="([^"]+)"/g)].map((match) => match[1]);
  expect(uploads.length, errand.name).toBe(1);
  const told = await fetch(`${forum.address}/pictures/${uploads[0]}`, { headers: { accept: 'application/json' } });
  const { receipt, pictures } = (await told.json()) as { receipt: string | null; pictures?: { address: string }[] };
  // Held where a kill left its measuring unfinished; else public, with a receipt and its pictures.
  if (receipt === null) expect(thread).toContain('A person will look before this picture is shown.');
  for (const { address } of pictures ?? []) expect((await fetch(new URL(address, forum.address))).status).toBe(200);
  return receipt === null ? 0 : 1;
}

async function signIn(forum: StartedForum): Promise<string> {
  const answer = await fetch(`${forum.address}/act-as`, {
    method: 'POST',
    headers: { origin: forum.address, 'content-type': 'application/x-www-form-urlencoded' },
    body: 'account=acct-teapot&back=/',
    redirect: 'manual',
  });
  const cookie = answer.headers.get('set-cookie')?.split(';')[0];
  if (cookie === undefined) throw new Error('No session was begun.');
  return cookie;
}
