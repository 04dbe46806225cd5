import { expect, type Locator, type Page } from '@playwright/test';

/** Picks files in the composer of this page; their rows come back, in order. */
export async function pick(
  page: Page,
  files: readonly string[] | { name: string; mimeType: string; buffer: Buffer },
): Promise<Locator> {
  const rows = page.locator('li.su-item');
  const before = await rows.count();
  const input = page.locator('.su input[type=file]');
  if (Array.isArray(files)) await input.setInputFiles([...files]);
  else await input.setInputFiles(files as { name: string; mimeType: string; buffer: Buffer });
  await expect(rows).toHaveCount(before + (Array.isArray(files) ? files.length : 1));
  return rows;
}

/** Waits until a row is done with this outcome. */
export async function expectOutcome(row: Locator, outcome: 'allowed' | 'held' | 'refused'): Promise<void> {
  await expect(row).toHaveAttribute('data-state', 'done', { timeout: 60_000 });
  await expect(row).toHaveAttribute('data-outcome', outcome);
}

/** Writes the text, posts, and resolves to the new post. */
export async function post(page: Page, text: string): Promise<Locator> {
  await page.getByLabel('Your post').fill(text);
  await page.getByRole('button', { name: 'Post', exact: true }).click();
  const article = page.locator('article.post', { hasText: text });
  await expect(article).toBeVisible({ timeout: 60_000 });
  return article;
}

/** The upload a figure of the thread stands for. */
export async function uploadOf(figure: Locator): Promise<string> {
  const uploadId = await figure.getAttribute('data-upload');
  if (uploadId === null) throw new Error('The figure names no upload.');
  return uploadId;
}
