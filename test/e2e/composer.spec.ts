import { readFileSync } from 'node:fs';
import path from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Locator, Page } from '@playwright/test';
import { sample } from './support/samples.js';
import { accounts, expect, test } from './support/test.js';

// The two ways to write a post, each with pictures in the text, against the real server.

/** Pastes files where the keyboard is, as the browser does after a screenshot or "copy image". */
async function paste(target: Locator, files: readonly string[], type = 'image/jpeg'): Promise<void> {
  const carried = files.map((file) => ({ name: path.basename(file), base64: readFileSync(file).toString('base64') }));
  await target.evaluate(
    (element, { carried: all, type: mime }) => {
      const clipboardData = new DataTransfer();
      for (const { name, base64 } of all) {
        const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
        clipboardData.items.add(new File([bytes], name, { type: mime }));
      }
      element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
    },
    { carried, type },
  );
}

const field = (page: Page) => page.getByRole('textbox', { name: 'Your post' });
const postButton = (page: Page) => page.getByRole('button', { name: 'Post', exact: true });
const ready = (page: Page) =>
  expect(page.locator('li.su-item').last()).toHaveAttribute('data-state', 'done', { timeout: 60_000 });

/** What stands in a post, in order: words, and pictures as `[picture]`. */
const partsOf = (article: Locator) =>
  article
    .locator('.prose')
    .evaluate((prose) =>
      Array.from(prose.querySelectorAll('.paragraph, li, figure'), (part) =>
        part.matches('figure') ? '[picture]' : part.querySelector('figure') ? '' : (part.textContent ?? '').trim(),
      ).filter((part) => part !== ''),
    );

test('a post written in the plain textarea has its pictures where they were pasted', async ({ as }) => {
  const { page, complaints } = await as(accounts.trusted);
  await page.goto('/t/2');
  await field(page).click();
  await page.keyboard.type('Plainly, before.\n\n');
  await paste(field(page), [sample('ordinary.jpg')]);
  await expect(field(page)).toHaveValue(/su-pending:/);
  await page.keyboard.type('\nPlainly, behind.');
  await ready(page);
  await expect(field(page)).toHaveValue(/^Plainly, before\.\n\n!\[\]\(upload:[\w-]+\)\n\nPlainly, behind\.$/);
  await test.step('a reload keeps the words and nothing of the picture', async () => {
    await page.reload();
    await expect(field(page)).toHaveValue('Plainly, before.\n\n\nPlainly, behind.');
  });
  await field(page).fill('Plainly, again.\n\n');
  await field(page).press('Control+End');
  await paste(field(page), [sample('ordinary.jpg')]);
  await test.step('pressed while the picture is on its way, it posts by itself', async () => {
    await postButton(page).click();
    await expect(page.getByRole('status').filter({ hasText: 'Posts by itself' })).toBeVisible();
  });
  const article = page.locator('article.post', { hasText: 'Plainly, again.' });
  await expect(article.locator('.prose figure.picture img')).toBeVisible({ timeout: 60_000 });
  expect(await partsOf(article)).toEqual(['Plainly, again.', '[picture]']);
  await expect(article.locator('.pictures')).toHaveCount(0);
  expect(complaints).toEqual([]);
});

test('a post written in the formatted editor has its pictures, marks and lists', async ({ as }) => {
  const { page, complaints, requests } = await as(accounts.trusted);
  await page.goto('/t/2');
  await field(page).fill('Begun **plainly**.');
  await page.getByText('Formatted', { exact: true }).click();
  await expect(page.locator('.ProseMirror strong')).toHaveText('plainly');
  await field(page).press('Control+End');
  await page.keyboard.press('Enter');
  await paste(field(page), [sample('ordinary.jpg')]);
  await expect(page.locator('.su-place')).toBeVisible();
  await page.keyboard.type('After the picture ');
  await page.getByRole('button', { name: 'Italic' }).click();
  await page.keyboard.type('slanted');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'List' }).click();
  await page.keyboard.type('one thing');
  await ready(page);
  await expect(page.locator('.su-picture canvas')).toBeVisible();
  await test.step('pasted HTML brings its words and none of its pictures', async () => {
    await field(page).press('Control+End');
    await field(page).evaluate((element) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/html', '<p>and <b>another</b><img src="https://pictures.invalid/x.png"></p>');
      clipboardData.items.add(new File(['x'], 'x.png', { type: 'image/png' }));
      element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
    });
    await expect(page.locator('.ProseMirror')).toContainText('and another');
    await expect(page.locator('.ProseMirror :is(img[src], .su-place)')).toHaveCount(0);
    await expect(page.locator('li.su-item')).toHaveCount(1);
  });
  await postButton(page).click();
  const article = page.locator('article.post', { hasText: 'After the picture' });
  await expect(article.locator('.prose figure.picture img')).toBeVisible({ timeout: 60_000 });
  expect(await partsOf(article)).toEqual([
    'Begun plainly.',
    '[picture]',
    'After the picture slanted',
    'one thing',
    'and another',
  ]);
  await expect(article.locator('em')).toHaveText('slanted');
  await test.step('the choice is remembered', async () => {
    await page.reload();
    await expect(page.locator('.ProseMirror')).toBeVisible();
    await page.getByText('Plain', { exact: true }).click();
    await expect(page.locator('textarea[name=text]')).toBeVisible();
  });
  expect(requests.filter(({ url }) => url.includes('pictures.invalid'))).toEqual([]);
  expect(complaints).toEqual([]);
});

test('changing the field keeps text and finished pictures; what is deleted from the text is not posted', async ({
  as,
}) => {
  const { page } = await as(accounts.trusted);
  await page.goto('/t/2');
  await field(page).click();
  await page.keyboard.type('Kept over the change.\n\n');
  await paste(field(page), [sample('ordinary.jpg')]);
  await ready(page);
  await page.getByText('Formatted', { exact: true }).click();
  await expect(page.locator('.su-picture canvas')).toBeVisible();
  await page.getByText('Plain', { exact: true }).click();
  await expect(field(page)).toHaveValue(/^Kept over the change\.\n\n!\[\]\(upload:[\w-]+\)$/);
  await field(page).fill('Kept over the change.');
  await expect(page.getByText('because you deleted it from the text')).toBeVisible();
  await postButton(page).click();
  const article = page.locator('article.post', { hasText: 'Kept over the change.' });
  await expect(article).toBeVisible({ timeout: 60_000 });
  await expect(article.locator('figure')).toHaveCount(0);
});

test('a picture that needs the member keeps the post back, and the keyboard goes to it', async ({ as }) => {
  const { page } = await as(accounts.trusted);
  await page.goto('/t/2');
  await field(page).click();
  await page.keyboard.type('With a picture that waits.\n\n');
  await paste(field(page), [sample('both.png')], 'image/png');
  const row = page.locator('li.su-item').first();
  await expect(row).toHaveAttribute('data-state', 'blocked', { timeout: 60_000 });
  await expect(field(page)).not.toHaveValue(/su-pending|upload:/);
  await postButton(page).click();
  await expect(page.locator('.problem')).toContainText('will not be part of your post');
  await expect(row.locator(':focus')).toHaveCount(1);
  await expect(page.locator('article.post', { hasText: 'With a picture that waits.' })).toHaveCount(0);
  await expect(field(page)).toHaveValue(/^With a picture that waits\./);
  await postButton(page).click();
  await expect(page.locator('article.post', { hasText: 'With a picture that waits.' })).toBeVisible({
    timeout: 60_000,
  });
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`the formatted editor with a picture and one on its way has no violation, also on a phone (${colorScheme})`, async ({
    as,
  }) => {
    const { page } = await as(accounts.trusted, { colorScheme, viewport: { width: 390, height: 844 } });
    await page.goto('/t/2');
    await page.getByText('Formatted', { exact: true }).click();
    await page.locator('.ProseMirror').click();
    await page.keyboard.type('Two pictures. ');
    await paste(field(page), [sample('ordinary.jpg')]);
    await expect(page.locator('.su-picture canvas')).toBeVisible({ timeout: 60_000 });
    await paste(field(page), [sample('first-only.png')], 'image/png');
    const place = page.locator('.su-place');
    await expect(place).toContainText('waits for your choice', { timeout: 60_000 });
    const { violations } = await new AxeBuilder({ page }).include('.composer').analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    const stop = await place.getByRole('button').boundingBox();
    expect(Math.min(stop?.width ?? 0, stop?.height ?? 0)).toBeGreaterThanOrEqual(44);
  });
}
