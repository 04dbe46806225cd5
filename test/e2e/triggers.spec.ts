import { readFile } from 'node:fs/promises';
import { expectOutcome, pick, post, uploadOf } from './support/composer.js';
import { sample } from './support/samples.js';
import { accounts, expect, test } from './support/test.js';

/** Requests that carry a picture, or say anything about one. */
const aboutPictures = /\/safe-upload\/(upload|precheck|deposit)/;

test('the picture both models are sure of is stopped on the device and not one byte is sent', async ({ as }) => {
  const { page, requests } = await as(accounts.trusted);
  await page.goto('/t/1');
  const rows = await pick(page, [sample('both.png')]);
  await expect(rows.first()).toHaveAttribute('data-state', 'blocked', { timeout: 60_000 });
  await page.getByLabel('Your post').fill('Only words, then.');
  await page.waitForTimeout(1_500);
  expect(requests.filter(({ url }) => aboutPictures.test(url))).toEqual([]);
  // What was sent at all is the question for tickets: a key and a number.
  const sent = requests.filter(({ method, url }) => method === 'POST' && url.includes('/safe-upload/'));
  expect(sent.every(({ url, bytes }) => url.endsWith('/challenge') && bytes < 1_000)).toBe(true);
});

test('of what the device of a new member stopped the server learns that it did, once, and nothing of the picture', async ({
  as,
}) => {
  const { page, requests } = await as(accounts.newcomer);
  await page.goto('/t/1');
  const answered = page.waitForResponse((response) => response.url().endsWith('/safe-upload/stopped'));
  const row = (await pick(page, [sample('both.png')])).first();
  await expect(row).toHaveAttribute('data-state', 'blocked', { timeout: 60_000 });
  await expect(row).toContainText(
    'This site learns that a picture was stopped on this device, and nothing of the picture.',
  );
  expect(await (await answered).json()).toEqual({ v: 1, received: true });
  await row.getByRole('button', { name: /^Remove/ }).click();
  const again = (await pick(page, [sample('both.png')])).first();
  await expect(again).toHaveAttribute('data-state', 'blocked', { timeout: 60_000 });
  await page.waitForTimeout(1_500);
  const sent = requests.filter(({ method, url }) => method === 'POST' && url.includes('/safe-upload/'));
  const routes = sent.map(({ url }) => url.split('/').at(-1)).filter((route) => route !== 'challenge');
  expect(routes).toEqual(['stopped']);
  expect(sent.every(({ bytes }) => bytes < 1_500)).toBe(true);
});

test('the same picture, appealed, is held and shown to nobody until a person released it', async ({ as }) => {
  const { page } = await as(accounts.trusted);
  await page.goto('/t/1');
  const rows = await pick(page, [sample('both.png')]);
  const row = rows.first();
  await expect(row).toHaveAttribute('data-state', 'blocked', { timeout: 60_000 });
  await row.getByRole('button', { name: 'Ask a person to look' }).click();
  await row.getByRole('textbox').fill('It is a pattern for a pillow.');
  await row.getByRole('button', { name: 'Send it for a person to look' }).click();
  await expectOutcome(row, 'held');
  const figure = (await post(page, 'A pillow, if somebody allows it.')).locator('figure');
  await expect(figure).toContainText('A person will look before others can see it.');
  const uploadId = await uploadOf(figure);

  const moderator = await as(accounts.moderator);
  await moderator.page.goto('/desk');
  const hold = moderator.page.locator(`.hold[data-upload="${uploadId}"]`);
  await expect(hold).toContainText('It is a pattern for a pillow.');
  await hold.getByRole('button', { name: 'Release' }).click();
  await expect(moderator.page.locator('.notice')).toContainText('Released');
  await page.reload();
  await expect(page.locator(`figure.picture[data-upload="${uploadId}"] img`)).toBeVisible();
});

test('the same picture, posted straight at the server, is held and never public', async ({ as, forum }) => {
  const { context } = await as(accounts.trusted);
  const answer = await context.request.post('/safe-upload/upload?context=post', {
    headers: { origin: forum.address, 'content-type': 'image/png', 'idempotency-key': 'e2e-straight-at-the-server-1' },
    data: await readFile(sample('both.png')),
  });
  expect(answer.status()).toBe(200);
  const { uploadId, outcome } = (await answer.json()) as { uploadId: string; outcome: string };
  expect(outcome).toBe('held');

  const posted = await context.request.post('/api/threads/1/posts', {
    headers: { origin: forum.address },
    data: { text: 'Straight.', pictures: [{ uploadId, description: '' }], draftId: 'e2e-straight' },
  });
  expect(posted.status()).toBe(200);
  const reader = await as(null);
  await reader.page.goto('/t/1');
  const figure = reader.page.locator(`figure[data-upload="${uploadId}"]`);
  await expect(figure).toContainText('A person will look before this picture is shown.');
  await expect(figure.locator('img')).toHaveCount(0);
  const told = await reader.context.request.get(`/pictures/${uploadId}`, { headers: { accept: 'application/json' } });
  expect(await told.json()).toEqual({ uploadId, receipt: null });
});

test('the picture only the first model is sure of is the member’s choice, and the server holds it', async ({ as }) => {
  const { page, requests } = await as(accounts.trusted);
  await page.goto('/t/1');
  const row = (await pick(page, [sample('first-only.png')])).first();
  await expect(row).toHaveAttribute('data-state', 'choosing', { timeout: 60_000 });
  expect(requests.filter(({ url }) => aboutPictures.test(url))).toEqual([]);
  await row.getByRole('button', { name: 'Send it for a person to look' }).click();
  await expectOutcome(row, 'held');
});

test('the picture only the second model is sure of passes the device, and the server holds it', async ({ as }) => {
  const { page, requests } = await as(accounts.trusted);
  await page.goto('/t/1');
  const row = (await pick(page, [sample('second-only.png')])).first();
  await expectOutcome(row, 'held');
  expect(requests.some(({ url }) => url.endsWith('/safe-upload/upload'))).toBe(true);
});

test('a picture on the test list is refused before its bytes are sent; made smaller, it is held', async ({ as }) => {
  const { page, requests } = await as(accounts.trusted);
  await page.goto('/t/1');
  const exact = (await pick(page, [sample('test-picture.png')])).first();
  await expectOutcome(exact, 'refused');
  expect(requests.some(({ url }) => url.endsWith('/safe-upload/precheck'))).toBe(true);
  expect(requests.filter(({ url }) => /\/safe-upload\/upload/.test(url))).toEqual([]);
  const smaller = (await pick(page, [sample('test-picture-smaller.jpg')])).nth(1);
  await expectOutcome(smaller, 'held');
});
