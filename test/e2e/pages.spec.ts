import { AxeBuilder } from '@axe-core/playwright';
import { expectOutcome, pick } from './support/composer.js';
import { sample } from './support/samples.js';
import { accounts, expect, test } from './support/test.js';

const pages = ['/', '/t/5', '/new', '/try', '/desk', '/me', '/m/plum_umbrella', '/nowhere'] as const;

for (const colorScheme of ['light', 'dark'] as const) {
  test(`no page has an accessibility violation (${colorScheme})`, async ({ as }) => {
    const { page, complaints } = await as(accounts.safety, { colorScheme });
    for (const path of pages) {
      await page.goto(path);
      await page.waitForLoadState('networkidle');
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => `${path} ${id}: ${nodes[0]?.html}`)).toEqual([]);
    }
    await page.goto('/t/5');
    await page.getByRole('link', { name: 'Receipt' }).first().click();
    await expect(page.getByLabel('The receipt')).not.toBeEmpty();
    const receiptPage = await new AxeBuilder({ page }).analyze();
    expect(receiptPage.violations.map(({ id, nodes }) => `receipt ${id}: ${nodes[0]?.html}`)).toEqual([]);
    await page.locator('.account > summary').click();
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => `menu ${id}: ${nodes[0]?.html}`)).toEqual([]);
    expect(complaints).toEqual([]);
  });
}

test('visitors and phones: no violation, nothing wider than the screen', async ({ as }) => {
  const { page } = await as(null, { viewport: { width: 390, height: 844 } });
  for (const path of ['/', '/t/5', '/new', '/try'] as const) {
    await page.goto(path);
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => `${path} ${id}: ${nodes[0]?.html}`)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  }
});

test('the composer with rows of every kind has no violation, under the forum’s strict policy', async ({ as }) => {
  const { page, complaints } = await as(accounts.trusted);
  await page.goto('/t/2');
  const files = ['ordinary.jpg', 'both.png', 'first-only.png', 'test-picture.png'].map(sample);
  const rows = await pick(page, files);
  await expectOutcome(rows.nth(0), 'allowed');
  await expect(rows.nth(1)).toHaveAttribute('data-state', 'blocked');
  await expect(rows.nth(2)).toHaveAttribute('data-state', 'choosing');
  await expectOutcome(rows.nth(3), 'refused');
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
  expect(complaints).toEqual([]);
});

test('nothing is ever asked of anybody but the forum', async ({ as, forum }) => {
  const { page, requests } = await as(accounts.moderator);
  for (const path of pages) {
    await page.goto(path);
    await page.waitForLoadState('networkidle');
  }
  await page.goto('/t/2');
  await expectOutcome((await pick(page, [sample('ordinary.jpg')])).first(), 'allowed');
  const foreign = requests.filter(
    ({ url }) => !url.startsWith(`${forum.address}/`) && !url.startsWith(`blob:${forum.address}/`),
  );
  expect(foreign).toEqual([]);
});

test('a post can be written, given a picture and sent with the keyboard alone', async ({ as }) => {
  const { page } = await as(accounts.trusted);
  await page.goto('/t/2');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to the page' })).toBeFocused();
  await page.getByLabel('Your post').focus();
  await page.keyboard.type('No mouse today.');
  await page.keyboard.press('Tab');
  const chosen = page.waitForEvent('filechooser');
  await expect(page.getByRole('button', { name: 'Add pictures' })).toBeFocused();
  await page.keyboard.press('Enter');
  await (await chosen).setFiles(sample('ordinary.jpg'));
  await expectOutcome(page.locator('li.su-item').first(), 'allowed');
  await page.getByRole('button', { name: 'Post', exact: true }).focus();
  await page.keyboard.press('Enter');
  const article = page.locator('article.post', { hasText: 'No mouse today.' });
  await expect(article.locator('figure.picture img')).toBeVisible({ timeout: 60_000 });
});

test('signing out forgets the device’s key and the drafts of the member', async ({ as }) => {
  const { page } = await as(accounts.trusted);
  await page.goto('/t/2');
  await expectOutcome((await pick(page, [sample('ordinary.jpg')])).first(), 'allowed');
  await page.getByLabel('Your post').fill('Not for the next one at this phone.');
  const kept = () =>
    page.evaluate(async () => {
      const rows: unknown[] = [];
      for (const { name = '' } of await indexedDB.databases()) {
        const opened = await new Promise<IDBDatabase>((resolve, reject) => {
          const request = indexedDB.open(name);
          request.onsuccess = () => resolve(request.result);
          request.onerror = () => reject(request.error);
        });
        for (const store of opened.objectStoreNames) {
          const all = await new Promise<unknown[]>((resolve, reject) => {
            const request = opened.transaction(store).objectStore(store).getAll();
            request.onsuccess = () => resolve(request.result);
            request.onerror = () => reject(request.error);
          });
          rows.push(...all);
        }
        opened.close();
      }
      return { rows: rows.length, drafts: Object.keys(localStorage).length };
    });
  expect(await kept()).toEqual({ rows: 1, drafts: 1 });
  await page.locator('.account > summary').click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.locator('.account > summary')).toContainText('Act as');
  expect(await kept()).toEqual({ rows: 0, drafts: 0 });
});
