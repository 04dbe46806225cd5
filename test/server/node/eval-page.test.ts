import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, type BrowserContextOptions, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FolderEvaluation } from '../../../packages/server/src/node/eval/evaluate-folder.js';
import { evaluate } from '../../../packages/server/src/node/eval/evaluation.js';
import { reportPage } from '../../../packages/server/src/node/eval/report-page.js';
import { writeReport } from '../../../packages/server/src/node/eval/write-report.js';
import { defaultServerPolicy } from '../../../packages/server/src/policy/server-policy.js';
import { chromiumArguments, findChromium } from '../../../scripts/find-chromium.mjs';

// The page as operators open it: from a file, in a browser, on a phone, in the dark, with a screen reader.

const hostileName = 'harmless/</td><script>alert(1)</script><img src="http://127.0.0.1:9/x">\u202e"\'&.jpg';

/** A folder of three labels and three models, with every part that a page can have; its tables as long as asked for. */
function evaluated(thresholds: readonly number[], unmeasured: number): FolderEvaluation {
  const models = ['mobilenet-v2', 'open-nsfw', 'further.model-with-a-long-name'].map((id) => ({
    id,
    sha256: 'ab'.repeat(32),
  }));
  const labels = [
    { name: 'a <b>label</b> & "quotes"', isBad: false },
    { name: 'explicit', isBad: true },
    { name: 'harmless', isBad: false },
  ];
  const pictures = Array.from({ length: 600 }, (_, index) => {
    const label = labels[index % 3] ?? expect.fail('no label');
    // Uneven, with ties, overlapping: lines on every part of the drawings.
    const base = ((index * 7919) % 601) / 601;
    const risks = [base, Math.round(base * base * 10) / 10, 1 - base].map((risk) =>
      Number((label.isBad ? Math.sqrt(risk) : risk ** 3).toFixed(6)),
    );
    return { path: `${label.name}/${index}.jpg`, label: label.name, risks, views: [risks] };
  });
  const named = [{ path: hostileName, label: 'harmless', risks: [1, 0, 0], views: [] }, ...pictures];
  const questions = { thresholds, falsePositives: [0.01, 0.2], day: { pictures: 5000, badIn: 1000 } };
  return {
    corpus: {
      name: 'pictures </title><script>alert(2)</script>',
      copies: [{ path: 'harmless/copy.jpg', of: hostileName }],
      ignored: { links: 1, otherFiles: 2, outside: 0 },
    },
    unmeasured: Array.from({ length: unmeasured }, (_, index) => ({
      path: `explicit/${index}`,
      code: 'decode-failed',
    })),
    evaluation: evaluate(models, labels, named, defaultServerPolicy, questions),
    pictures: named,
  };
}

let directory: string;
let browser: Browser;
let address: string;
/** The same page with fewer rows: axe looks at every cell by itself, half a minute for a long page. */
let shortAddress: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'safeupload-eval-page-'));
  const written = async (name: string, evaluation: FolderEvaluation): Promise<string> => {
    const file = join(directory, name);
    await writeReport(file, reportPage(evaluation));
    return pathToFileURL(file).href;
  };
  const twentieths = Array.from({ length: 19 }, (_, index) => (index + 1) / 20);
  address = await written('long.html', evaluated(twentieths, 250));
  shortAddress = await written('short.html', evaluated([], 2));
  const executablePath = await findChromium();
  browser = await chromium.launch({ args: chromiumArguments, ...(executablePath === null ? {} : { executablePath }) });
});
afterAll(async () => {
  await browser?.close();
  await rm(directory, { recursive: true, force: true });
});

const situations: readonly (readonly [string, BrowserContextOptions])[] = [
  ['a desk', { viewport: { width: 1280, height: 900 } }],
  ['a phone', { viewport: { width: 390, height: 844 } }],
  ['a phone in the dark', { viewport: { width: 390, height: 844 }, colorScheme: 'dark' }],
];

describe.each(situations)('the page at %s', (_, options) => {
  it('has no fault that axe finds, loads nothing, runs nothing and is no wider than the screen', async () => {
    const context = await browser.newContext(options);
    try {
      const page = await context.newPage();
      const requests: string[] = [];
      const complaints: string[] = [];
      page.on('request', (request) => requests.push(request.url()));
      page.on('console', (message) => complaints.push(message.text()));
      page.on('pageerror', (error) => complaints.push(error.message));
      page.on('dialog', (dialog) => {
        complaints.push(dialog.message());
        void dialog.dismiss();
      });
      await page.goto(shortAddress);
      expect(requests).toEqual([shortAddress]);
      expect(complaints).toEqual([]);
      expect(await page.locator('script, img, iframe, link, [style], [onerror]').count()).toBe(0);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(options.viewport?.width);
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
    } finally {
      await context.close();
    }
  });
});

describe('the page', () => {
  it('shows names as they are, save what would turn the line around', async () => {
    const page = await browser.newPage();
    await page.goto(address);
    expect(await page.title()).toBe('Evaluation of pictures </title><script>alert(2)</script>');
    const shown = hostileName.replace('\u202e', '\ufffd');
    expect(await page.getByText(shown, { exact: true }).count()).toBeGreaterThanOrEqual(2);
    await page.close();
  });

  it('describes every picture in words, beside a table of the same numbers', async () => {
    const page = await browser.newPage();
    await page.goto(address);
    const drawings = page.locator('svg[role=img]');
    // ROC, its first tenth, precision and recall, and the calibration of three models.
    expect(await drawings.count()).toBe(6);
    expect(await page.locator('svg[role=img] > title').count()).toBe(6);
    expect(await page.locator('svg[role=img] > desc').count()).toBe(6);
    for (const name of [
      'ROC: found against false alarms',
      'Precision and recall',
      'open-nsfw: share of bad pictures',
    ]) {
      expect(await page.getByRole('img', { name }).count()).toBe(1);
    }
    for (const name of ['open-nsfw: what is stopped above each threshold', 'open-nsfw: calibration', 'Areas under']) {
      expect(await page.getByRole('table', { name }).count()).toBe(1);
    }
    await page.close();
  });

  it('keeps its curves inside of their drawings', async () => {
    const page = await browser.newPage();
    await page.goto(address);
    const outside = await page.evaluate(`[...document.querySelectorAll('figure svg')].flatMap((svg) => {
      const box = svg.getBoundingClientRect();
      return [...svg.querySelectorAll('.line, .ring, .square, text')].filter((part) => {
        const own = part.getBoundingClientRect();
        return own.left < box.left - 1 || own.right > box.right + 1 || own.top < box.top - 1 || own.bottom > box.bottom + 1;
      }).map((part) => part.outerHTML);
    })`);
    expect(outside).toEqual([]);
    await page.close();
  });

  it('names at most 200 files of a list and counts the others', async () => {
    const page = await browser.newPage();
    await page.goto(address);
    expect(await page.getByRole('table', { name: 'Not measured' }).getByRole('row').count()).toBe(201);
    expect(await page.getByText('And 50 more.').count()).toBe(1);
    await page.close();
  });

  it('forbids in its own policy whatever it does not need', async () => {
    const html = await readFile(new URL(address), 'utf8');
    const policy = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(html)?.[1];
    expect(policy).toMatch(/^default-src 'none'; style-src 'sha256-[\w+/]{43}='; base-uri 'none'; form-action 'none'$/);
    expect(html).not.toMatch(/https?:\/\/(?!127\.0\.0\.1:9)/);
  });
});
