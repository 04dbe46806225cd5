// A page that is older than the site: the files it would load later are gone. Nothing is lost, and posts still go out.
import { pick, post } from './support/composer.js';
import { sample } from './support/samples.js';
import { accounts, expect, test } from './support/test.js';

test('a page whose later files were taken away by a new version still posts, by way of the server', async ({ as }) => {
  const { page } = await as(accounts.trusted);
  await page.goto('/t/2');
  await page.getByLabel('Your post').fill('From an old tab.');
  await expect(page.locator('.su input[type=file]')).toBeAttached();
  await page.waitForLoadState('networkidle');
  const missed: string[] = [];
  await page.route(/\.js(\?.*)?$/, async (route) => {
    missed.push(new URL(route.request().url()).pathname);
    await route.fulfill({ status: 404, contentType: 'text/plain', body: 'gone' });
  });
  const sent = page.waitForRequest((request) => request.url().includes('/safe-upload/upload'));
  const rows = await pick(page, [sample('ordinary.jpg')]);
  await expect(rows.first()).toHaveAttribute('data-outcome', 'allowed', { timeout: 60_000 });
  const headers = await (await sent).allHeaders();
  expect(headers['safe-upload-claim']).toBeUndefined();
  expect(headers['idempotency-key']?.length).toBeGreaterThanOrEqual(22);
  expect(missed.length).toBeGreaterThan(0);
  const article = await post(page, 'From an old tab.');
  await expect(article.locator('figure.picture img')).toBeVisible({ timeout: 60_000 });
});
