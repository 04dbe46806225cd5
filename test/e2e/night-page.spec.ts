import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, test } from './support/test.js';

// The page plays real nights: two servers with databases and models of their own beside the forum's, on the same machine.
const playedWithin = 400_000;

async function violationsOf(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
}

test('the night of sleepers is played, moved through and read with the keyboard alone', async ({ as }, testInfo) => {
  test.setTimeout(2 * playedWithin);
  const { page, complaints } = await as(null, { viewport: { width: 1280, height: 900 } });
  await page.goto('/night');
  expect(await violationsOf(page)).toEqual([]);

  await page.getByRole('radio', { name: 'Fresh accounts' }).focus();
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('radio', { name: 'Sleepers' })).toBeChecked();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'Play the night' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Stop' })).toBeVisible();

  const without = page.getByRole('region', { name: 'Without SafeUpload' });
  const withIt = page.getByRole('region', { name: 'With SafeUpload' });
  await expect(withIt).toBeVisible({ timeout: playedWithin });
  await expect(page.getByRole('status').first()).toContainText('The night begins');
  await page.getByRole('button', { name: 'Pause' }).press('Enter');
  await page.screenshot({ path: testInfo.outputPath('playing.png') });
  expect(await violationsOf(page)).toEqual([]);

  const toTheEnd = page.getByRole('button', { name: 'To the end' });
  await expect(toTheEnd).toBeEnabled({ timeout: playedWithin });
  await toTheEnd.press('Enter');
  const ending = page.getByRole('region', { name: 'What became of it' });
  await expect(ending).toContainText('5 of 5 bad pictures were public');
  await expect(ending).toContainText('each until somebody reported it or pulled the curtain');
  await expect(ending).toContainText('Pictures were never off');
  await expect(page.getByRole('status').last()).toContainText('with SafeUpload: 3 of 5 bad pictures were public');

  const time = page.getByRole('slider', { name: 'Time of the night' });
  await time.focus();
  for (let minute = 0; minute < 15; minute++) await page.keyboard.press('PageDown');
  await expect(time).not.toHaveAttribute('aria-valuetext', '09:30');
  await page.keyboard.press('Home');
  await expect(time).toHaveAttribute('aria-valuetext', '22:30');
  await expect(without.getByText('A quiet evening.')).toBeVisible();
  await page.keyboard.press('End');
  await expect(time).toHaveAttribute('aria-valuetext', '09:30');

  await page.getByText('Line by line').press('Enter');
  await expect(
    page.getByRole('row', { name: /01:30 .*night_owl looks for a button.*night_owl pulls the curtain/ }),
  ).toBeVisible();
  expect(await violationsOf(page)).toEqual([]);
  await page.screenshot({ path: testInfo.outputPath('played.png'), fullPage: true });
  expect(complaints).toEqual([]);
});

test('on a phone, without movement and in the dark, the night is there once it was played', async ({
  as,
}, testInfo) => {
  test.setTimeout(2 * playedWithin);
  const phone = { viewport: { width: 390, height: 844 }, colorScheme: 'dark', reducedMotion: 'reduce' } as const;
  const { page, complaints } = await as(null, phone);
  await page.goto('/night');
  await page.getByRole('button', { name: 'Play the night' }).click();
  await expect(page.getByRole('region', { name: 'With SafeUpload' })).toBeVisible({ timeout: playedWithin });
  await expect(page.getByRole('button', { name: 'Pause' })).toHaveCount(0);

  // One at a time: each night takes four processes.
  const other = await as(null);
  await other.page.goto('/night');
  await other.page.getByRole('button', { name: 'Play the night' }).click();
  await expect(other.page.getByRole('alert')).toContainText('Somebody is watching a night just now');

  const ending = page.getByRole('region', { name: 'What became of it' });
  await expect(ending).toContainText('No bad picture was public, not for a minute.', { timeout: playedWithin });
  await expect(page.getByRole('slider', { name: 'Time of the night' })).toHaveAttribute('aria-valuetext', '09:30');
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  expect(await violationsOf(page)).toEqual([]);
  await page.screenshot({ path: testInfo.outputPath('phone.png'), fullPage: true });
  expect(complaints).toEqual([]);
});

test('stopping a night, or leaving it, makes room for the next', async ({ as }) => {
  test.setTimeout(playedWithin);
  const { page } = await as(null);
  await page.goto('/night');
  const play = page.getByRole('button', { name: 'Play the night' });
  await play.click();
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect(play).toBeVisible();
  await expect(page.getByRole('alert')).toHaveCount(0);

  const starts = async (): Promise<number> => {
    const answer = await page.evaluate(async () => {
      const leaving = new AbortController();
      const response = await fetch('/night/play', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ variant: 'fresh', recall: 0, seed: 1 }),
        signal: leaving.signal,
      });
      leaving.abort();
      return response.status;
    });
    return answer;
  };
  // Its processes take a moment to end.
  await expect.poll(starts, { timeout: 60_000 }).toBe(200);
  await expect.poll(starts, { timeout: 60_000 }).toBe(200);
  const refused = await page.request.post('/night/play', {
    data: { variant: 'fresh', recall: 2, seed: 1 },
    headers: { origin: new URL(page.url()).origin },
  });
  expect(refused.status()).toBe(400);
});
