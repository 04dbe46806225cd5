// The whole way of a picture in other engines than Chromium's, each driven by its own WebDriver: picked in the file input,
// screened in the worker, sent, and the server's word.
import { fileURLToPath } from 'node:url';
import { digestOf, type Evidence, preparations } from '@safeupload/sdk/core';
import type { Measurer } from '@safeupload/server';
import { createMeasurer } from '@safeupload/server/node';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ComposerKind } from './composer-calls.js';
import { type EngineApp, openEngineApp } from './engine-app.js';
import type { EngineBrowser } from './engine-browser.js';
import type { RowStanding } from './engine-page.js';
import { knownOf } from './known-differences.js';
import { until } from './own-process.js';
import { bytesOf, coveredPixels, type Difference, differenceBetween, good, measuredByServer } from './server-side.js';
import { type Column, fastPathsTable, jpegsTable, parityTable, writeTables } from './tables.js';
import { variants } from './variants.js';

const harmless = fileURLToPath(new URL('../fixtures/bank/test-picture.png', import.meta.url));
const trigger = fileURLToPath(new URL('../fixtures/triggers/both.png', import.meta.url));

/** How long one picture may take from picker to outcome, in ms: the first one waits for engine and model. */
const settleMs = 120_000;

type NamedDifference = Difference & { readonly name: string };

/** How far apart two honest sides may be. A canvas that multiplies alpha in and out again (WebKitGTK) rounds: 0.0027. */
const mostScore = 0.003;
const mostBits = 2;

/** Pictures that differ in what decoders differ in: orientation, profiles, gamma, alpha, depth, size, animations. */
const diverse = [
  'camera-12mp.jpg',
  'display-p3.jpg',
  'orientation-6.jpg',
  'progressive.jpg',
  'cmyk.jpg',
  'gamma.png',
  'sixteen-bit.png',
  'oriented.png',
  'alpha-disc-red.png',
  'alpha-holes-noise-lossy.webp',
  'display-p3.webp',
  'animated-10.gif',
];

/** JPEGs with a colour profile (the first) and without, upright and stored turned. */
const jpegs = ['display-p3.jpg', 'plain-hills-1024x768.jpg', 'camera-12mp.jpg', 'orientation-6.jpg', 'cmyk.jpg'];

/** Most bits between two fingerprints of the same bytes that the server takes for one picture. */
const agreeingBits = 10;

/** Covered in the editor, in percent. */
const part = { left: 10, top: 20, width: 30, height: 40 };

let app: EngineApp;
let measurer: Measurer;
beforeAll(async () => {
  app = await openEngineApp();
  measurer = createMeasurer({ processes: 1 });
});
afterAll(async () => {
  await app?.close();
  await measurer?.dispose();
});

const columns: Column[] = [];
afterAll(() => {
  console.log(`${fastPathsTable(columns)}\n\n${jpegsTable(columns)}\n\n${parityTable(columns)}`);
  if (process.env.SAFEUPLOAD_WRITE_DOCS === '1') writeTables(columns);
});

const fileOf = (wanted: string): string => good.find((picture) => picture.name === wanted)?.file ?? wanted;

/** The rows, as soon as every one of `names` has come to an end. */
async function settled(browser: EngineBrowser, names: readonly string[]): Promise<readonly RowStanding[]> {
  let rows: readonly RowStanding[] = [];
  const ends = ['done', 'blocked', 'failed', 'choosing', 'cancelled'];
  return until(
    async () => {
      rows = await browser.call('rows');
      const wanted = names.map((wantedName) => rows.findLast(({ name }) => name === wantedName));
      return wanted.every((row) => row !== undefined && ends.includes(row.state))
        ? wanted.flatMap((row) => (row === undefined ? [] : [row]))
        : null;
    },
    settleMs * Math.max(1, names.length / 4),
    () => `The rows are ${JSON.stringify(rows)}`,
  );
}

const sending = (requests: readonly string[]) =>
  requests.filter((request) => /^POST \/upload\/(upload|precheck|deposit)/.test(request));

/** What the server has kept of an upload: its digest, and what disagreed with the claim. */
async function keptOf(uploadId: string) {
  const found = await app.database.execute(
    sql`select sha256, claim_identity, (select count(*)::int from signals where upload_id = id) as signals from uploads where id = ${uploadId}`,
  );
  return Object(found).rows[0];
}

// What the server measures of the files themselves, once for all engines; and what Chromium did.
const fromServer = new Map<string, Promise<Evidence>>();
const fromChromium = new Map<string, Evidence>();
const jpegsFromChromium = new Map<string, Evidence>();

function serverOf(picture: string, bytes: Uint8Array): Promise<Evidence> {
  const measuring = fromServer.get(picture) ?? measuredByServer(measurer, bytes);
  fromServer.set(picture, measuring);
  return measuring;
}

describe.each(variants)('$name', ({ name, isHonest, isCompared, start }) => {
  let browser: EngineBrowser;
  const column: Column = { name, version: '', parity: [], jpegs: [] };
  beforeAll(async () => {
    browser = await start();
    column.version = browser.version;
    columns.push(column);
    await browser.open(app.origin);
    await until(
      async () => ((await browser.call('isDrawn').catch(() => false)) ? true : null),
      60_000,
      () => 'The page did not start.',
    );
  });
  afterAll(() => browser?.close());

  it('posts a harmless picture', async () => {
    await browser.pick([harmless]);
    const [row] = await settled(browser, ['test-picture.png']);
    expect(row).toMatchObject({ state: 'done', outcome: 'allowed' });
    expect(row?.reasons).toEqual(isHonest ? [] : ['frames-unscreened', 'canvas-altered']);
    expect(await app.verifier.status(row?.uploadId ?? '')).toMatchObject({ outcome: 'allowed', state: 'unattached' });
    const kept = await keptOf(row?.uploadId ?? '');
    // A claim came with it either way, and nothing in it speaks against the member.
    expect(kept).toMatchObject({ signals: 0, claim_identity: expect.any(String) });
    // A canvas that falsifies touches nothing that is sent; an honest one makes a plain picture.
    expect(kept.sha256 === (await digestOf(await bytesOf(harmless)))).toBe(!isHonest);
  });

  it(isHonest ? 'blocks the trigger, and nothing of it is sent' : 'lets the server look at the trigger', async () => {
    app.asked();
    await browser.pick([trigger]);
    const [row] = await settled(browser, ['both.png']);
    if (isHonest) {
      expect(row).toMatchObject({ state: 'blocked' });
      expect(sending(app.asked())).toEqual([]);
    } else {
      expect(row).toMatchObject({ state: 'done', outcome: 'held', reasons: ['frames-unscreened', 'canvas-altered'] });
    }
  });

  it('posts pictures of all formats, and the server finds nothing falsified', async () => {
    await browser.pick(diverse.map(fileOf));
    const rows = await settled(browser, diverse);
    expect(rows.map((row) => `${row.name} ${row.state} ${row.outcome ?? row.error?.code}`)).toEqual(
      diverse.map((wanted) => `${wanted} done allowed`),
    );
    for (const { uploadId = '', name: sent } of rows) {
      expect({ sent, ...(await keptOf(uploadId)) }).toMatchObject({ sent, signals: 0 });
    }
  });

  it('goes the fast ways that it has', async () => {
    column.fastPaths = await browser.call('fastPaths');
    column.trustedTypes = await browser.call('hasTrustedTypes');
    expect(column.fastPaths.canvasIsHonest).toBe(isHonest);
    // Without it the models could not run either.
    expect(column.fastPaths.simd).toBe(true);
  });

  it(`${isHonest ? 'fingerprints' : 'does not fingerprint'} a JPEG that goes as it is, with a profile and without`, async () => {
    for (const picture of jpegs) {
      const looked = await browser.call('look', picture, 'as-is');
      if ('code' in looked) throw new Error(`${picture}: ${looked.code}`);
      const { evidence, base64 } = looked;
      expect(base64).toBe(null);
      if (!isHonest) {
        expect(evidence).toMatchObject({ fingerprints: [], models: [] });
        expect(evidence.gaps).toContain('canvas-altered');
        continue;
      }
      const server = await serverOf(picture, await bytesOf(fileOf(picture)));
      if (name === 'Chromium') jpegsFromChromium.set(picture, evidence);
      const chromium = jpegsFromChromium.get(picture) ?? server;
      expect({ picture, gaps: evidence.gaps, sha256: evidence.sha256 }).toEqual({
        picture,
        gaps: [],
        sha256: server.sha256,
      });
      expect([evidence.fingerprints.length, evidence.models.length, evidence.frames]).toEqual([
        1,
        server.models.length,
        { total: 1, screened: 1 },
      ]);
      const bits = [server, chromium].map((other) => differenceBetween(evidence, other).bits);
      column.jpegs.push({ picture, server: bits[0] ?? 256, chromium: bits[1] ?? 256 });
      expect(Math.max(...bits), picture).toBeLessThanOrEqual(agreeingBits);
    }
  });

  it.each<ComposerKind>(['textarea', 'tiptap'])('takes pictures while the member writes in a %s', async (kind) => {
    await browser.call('openComposer', kind);
    await browser.type('Before.');
    const pasted = await browser.call('pasteInComposer', 'plain-hills-1024x768.jpg');
    expect(pasted).toMatchObject({ places: 1, pending: true, uploadIds: [] });
    expect(pasted.text).toMatch(kind === 'textarea' ? /^Before\.\n!\[.+\]\(su-pending:.+\)\n$/ : /^<p>Before\.<\/p>$/);
    await browser.type('Behind.');
    await browser.pick([fileOf('display-p3.jpg')], '#toolbar');
    await browser.type('The end.');
    const written = await until(
      async () => {
        const now = await browser.call('writing');
        return now.pending || now.uploadIds.length < 2 ? null : now;
      },
      settleMs,
      () => 'The pictures were not uploaded.',
    );
    const [first = '', second = ''] = written.uploadIds;
    expect(written).toMatchObject({ places: 0, spoiltDrafts: [] });
    expect(written.text).toBe(
      kind === 'textarea'
        ? `Before.\n![](upload:${first})\nBehind.\n![](upload:${second})\nThe end.`
        : `<p>Before.</p><figure data-upload="${first}"></figure><p>Behind.</p><figure data-upload="${second}"></figure><p>The end.</p>`,
    );
    expect(written.draft).not.toContain(first);
    expect(written.draft).toMatch(/Before\..+Behind\..+The end\./s);
    for (const id of [first, second]) {
      expect(await app.verifier.status(id)).toMatchObject({ outcome: 'allowed', state: 'unattached' });
    }
    await browser.call('closeComposer');
  });

  it(isHonest ? 'covers a part in the picture editor' : 'makes no picture in the editor, and says why', async () => {
    for (const picture of ['plain-cells-800x600.png', 'orientation-6.jpg']) {
      const made = await browser.call('cover', picture, part);
      if (!isHonest) {
        expect(made).toEqual({ problem: expect.stringContaining('browser') });
        continue;
      }
      if ('problem' in made) throw new Error(`${picture}: ${made.problem}`);
      expect(made.name).toBe(picture);
      const { covered, all, changed } = await coveredPixels(Buffer.from(made.base64, 'base64'), fileOf(picture), part);
      expect({ picture, covered }).toEqual({ picture, covered: all });
      expect({ picture, changed }).toEqual({ picture, changed: 0 });
    }
  });

  // Elsewhere there is nothing to compare, or it is the same engine again.
  const compared = isCompared ? preparations : [];
  for (const preparation of compared) {
    it(`measures what the server measures of the same bytes, sent ${preparation}`, async () => {
      const unscreened: string[] = [];
      const beside: NamedDifference[] = [];
      const besideChromium: NamedDifference[] = [];
      for (const picture of good) {
        const looked = await browser.call('look', picture.name, preparation);
        if ('code' in looked) {
          // Another code would be another matter: this one sends the file to the server as it is.
          expect(looked.code).toBe('decode-failed');
          unscreened.push(picture.name);
          continue;
        }
        const { evidence, base64 } = looked;
        const sent = base64 === null ? await bytesOf(picture.file) : new Uint8Array(Buffer.from(base64, 'base64'));
        expect(await digestOf(sent)).toBe(evidence.sha256);
        const server = await (base64 === null ? serverOf(picture.name, sent) : measuredByServer(measurer, sent));
        expect(evidence.header).toEqual(server.header);
        beside.push({ name: picture.name, ...differenceBetween(evidence, server) });
        if (preparation === 'as-is') {
          if (name === 'Chromium') fromChromium.set(picture.name, evidence);
          const other = fromChromium.get(picture.name);
          if (other !== undefined) besideChromium.push({ name: picture.name, ...differenceBetween(evidence, other) });
        }
      }
      const known = knownOf(name, preparation);
      column.parity.push({
        preparation,
        otherwise: known,
        server: beside.filter((picture) => !known.includes(picture.name)),
        chromium: besideChromium.filter((picture) => !known.includes(picture.name)),
      });
      const far = beside.filter(({ bits, score }) => bits > mostBits || score > mostScore);
      expect([...unscreened, ...far.map((picture) => picture.name)].sort()).toEqual(known);
    });
  }

  it('leaves no error uncaught', async () => {
    expect(await browser.call('errors')).toEqual([]);
  });
});
