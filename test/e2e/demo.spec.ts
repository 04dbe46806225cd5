import { spawnSync } from 'node:child_process';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, request, test } from '@playwright/test';
import { expectOutcome, pick } from './support/composer.js';
import { childrenOf, isAlive } from './support/processes.js';
import { sample } from './support/samples.js';
import { freePort, freshDirectory, removeDirectory, startForum } from './support/start-forum.js';

const demo = fileURLToPath(new URL('../../scripts/demo.mjs', import.meta.url));

function runDemo(words: readonly string[]) {
  return spawnSync(process.execPath, [demo, '--no-build', ...words], { encoding: 'utf8', timeout: 60_000 });
}

test('a second start keeps what was posted, Ctrl-C leaves no process, two at once say so', async () => {
  test.setTimeout(240_000);
  const dataDirectory = await freshDirectory();
  const port = await freePort();
  const first = await startForum({ dataDirectory, port });
  try {
    expect(first.printed()).toContain(first.address);
    const mode = async (name: string) => ((await stat(path.join(dataDirectory, name))).mode & 0o777).toString(8);
    expect([await mode('keys.json'), await mode('cookie-secret'), await mode('control.sock')]).toEqual([
      '600',
      '600',
      '600',
    ]);

    const samePort = runDemo(['--data', `${dataDirectory}-other`, '--port', String(port)]);
    expect([samePort.status, samePort.stderr]).toEqual([1, expect.stringContaining(`Port ${port} is in use`)]);
    const sameData = runDemo(['--data', dataDirectory, '--port', String(await freePort())]);
    expect([sameData.status, sameData.stderr]).toEqual([1, expect.stringContaining('process')]);
    expect(sameData.stderr).not.toContain('    at ');

    const browser = await request.newContext({ baseURL: first.address, extraHTTPHeaders: { origin: first.address } });
    const actAs = await browser.post('/act-as', { form: { account: 'acct-teapot', back: '/' }, maxRedirects: 0 });
    expect(actAs.headers()['set-cookie']).toMatch(/HttpOnly; SameSite=Lax$/);
    const posted = await browser.post('/api/threads', {
      data: { title: 'Still here tomorrow', board: 'sleep', text: 'Good night.', pictures: [], draftId: 'demo-spec-1' },
    });
    expect(posted.status()).toBe(200);
    const list = await (await browser.get('/')).text();
    const pictures = [...list.matchAll(/src="(\/safe-upload\/p\/[^"]+)"/g)].map((match) => match[1] ?? '');
    expect(pictures.length).toBeGreaterThan(3);

    const processes = await childrenOf(first.process.pid ?? 0);
    expect(processes.length).toBeGreaterThan(0);
    expect(await first.close()).toBe(0);
    await expect.poll(() => processes.filter(isAlive), { timeout: 5_000 }).toEqual([]);

    const second = await startForum({ dataDirectory, port });
    try {
      // Neither its session nor its posts nor its pictures' addresses went with the process.
      const again = await (await browser.get('/')).text();
      expect(again).toContain('Still here tomorrow');
      expect(again).toContain('mossy_teapot</span>');
      for (const picture of pictures) expect((await browser.get(picture)).status()).toBe(200);
      expect(again.match(/Finished the quilt/g)?.length).toBe(1);
    } finally {
      await second.close();
    }
  } finally {
    await first.close();
    await removeDirectory(dataDirectory);
    await removeDirectory(`${dataDirectory}-other`);
  }
});

test('an unknown option and a senseless port end with a sentence, not with a stack', () => {
  for (const words of [['--colour'], ['--port', 'many'], ['--port', '99999']]) {
    const { status, stderr } = runDemo(words);
    expect([words, status]).toEqual([words, 1]);
    expect(stderr).toContain('usage: demo');
    expect(stderr).not.toContain('    at ');
  }
  expect(runDemo(['--help']).stdout).toContain('--lan');
});

test('for phones nearby it speaks https, and staff accounts ask for the PIN of the terminal', async ({ browser }) => {
  test.setTimeout(240_000);
  const dataDirectory = await freshDirectory();
  const forum = await startForum({ dataDirectory, port: await freePort(), words: ['--lan'], scheme: 'https' });
  try {
    const pin = /PIN (\d{6})/.exec(forum.printed())?.[1] ?? '';
    expect(pin).toHaveLength(6);
    const context = await browser.newContext({ baseURL: forum.address, ignoreHTTPSErrors: true });
    const page = await context.newPage();
    const actAs = async (name: RegExp, typed: string) => {
      await page.goto('/');
      await page.locator('.account > summary').click();
      await page.locator('.account').getByLabel(/PIN/).fill(typed);
      await page.locator('.account').getByRole('button', { name }).click();
    };
    await actAs(/^Moderator/, pin === '000000' ? '111111' : '000000');
    await expect(page.locator('.notice')).toContainText('That PIN is not the one in the terminal');
    expect((await page.goto('/desk'))?.status()).toBe(403);
    await actAs(/^Trusted member/, '');
    await expect(page.locator('.account > summary')).toContainText('mossy_teapot');
    const cookie = (await context.cookies()).find(({ name }) => name === 'kitchen_session');
    expect([cookie?.secure, cookie?.httpOnly, cookie?.sameSite]).toEqual([true, true, 'Lax']);
    await actAs(/^Moderator/, pin);
    await expect(page.locator('.account > summary')).toContainText('night_heron');
    expect((await page.goto('/desk'))?.status()).toBe(200);
    await page.goto('/t/5');
    await expect(page.locator('figure.picture img')).toHaveCount(1);
    const width = page
      .locator('figure.picture img')
      .evaluate((one) => (one instanceof HTMLImageElement ? one.complete && one.naturalWidth : 0));
    expect(await width).toBeGreaterThan(0);
    // The whole path over the demo's own certificate.
    const row = (await pick(page, [sample('ordinary.jpg')])).first();
    await expectOutcome(row, 'allowed');
    await context.close();
  } finally {
    await forum.close();
    await removeDirectory(dataDirectory);
  }
});
