import { expectOutcome, pick, post, uploadOf } from './support/composer.js';
import { sample } from './support/samples.js';
import { accounts, expect, test } from './support/test.js';

test('image addresses typed into a post become links, and no reader’s browser fetches them', async ({ as, forum }) => {
  const author = await as(accounts.trusted);
  await author.page.goto('/t/2');
  const typed = [
    'Typed pictures.',
    '![a cat](https://pictures.invalid/cat.jpg)',
    '[img]https://pictures.invalid/dog.png[/img]',
    '<img src="https://pictures.invalid/bird.gif" onerror="alert(1)">',
    '![d](data:image/png;base64,iVBORw0KGgo=)',
    '<div style="background:url(https://pictures.invalid/fish.webp)">x</div>',
    '![own](upload:AAAAAAAAAAAAAAAAAAAAAA)',
    '[link](javascript:alert(1))',
  ].join('\n\n');
  await author.page.getByLabel('Your post').fill(typed);
  await author.page.getByRole('button', { name: 'Post', exact: true }).click();
  const reader = await as(null);
  await expect
    .poll(async () => {
      await reader.page.goto('/t/2');
      return reader.page.locator('article.post', { hasText: 'Typed pictures.' }).count();
    })
    .toBe(1);
  const article = reader.page.locator('article.post', { hasText: 'Typed pictures.' });
  await expect(article.locator('.prose img, .prose [style], .prose div[onerror]')).toHaveCount(0);
  for (const name of ['cat.jpg', 'dog.png', 'bird.gif', 'fish.webp']) {
    const link = article.locator(`a[href^="https://pictures.invalid/${name}"]`);
    await expect(link).toHaveCount(1);
    await expect(link).toHaveAttribute('rel', /nofollow/);
  }
  expect(
    await article
      .locator('a')
      .evaluateAll((links) => links.map((link) => new URL((link as HTMLAnchorElement).href).protocol)),
  ).not.toContain('javascript:');
  await reader.page.waitForLoadState('networkidle');
  expect(reader.requests.filter(({ url }) => !url.startsWith(forum.address))).toEqual([]);
});

test('a post that cannot be attached loses neither text nor pictures', async ({ as }) => {
  const { page } = await as(accounts.trusted);
  await page.goto('/t/2');
  const row = (await pick(page, [sample('ordinary.jpg')])).first();
  await expectOutcome(row, 'allowed');
  const text = 'An hour’s worth of words.';
  await page.getByLabel('Your post').fill(text);

  await test.step('the forum is out of reach', async () => {
    await page.route('**/api/threads/*/posts', (route) => route.abort());
    await page.getByRole('button', { name: 'Post', exact: true }).click();
    await expect(page.locator('.problem')).toContainText('still here');
    await page.unroute('**/api/threads/*/posts');
  });
  await test.step('a picture was withdrawn in the meantime', async () => {
    await page.route('**/api/threads/*/posts', async (route) => {
      const body = route.request().postDataJSON() as { pictures: { uploadId: string }[] };
      const withdrawn = await page.request.post('/safe-upload/withdraw', {
        headers: { origin: new URL(page.url()).origin },
        data: { uploadId: body.pictures[0]?.uploadId },
      });
      expect(withdrawn.status()).toBe(200);
      await route.continue();
    });
    await page.getByRole('button', { name: 'Post', exact: true }).click();
    await expect(page.locator('.problem')).toContainText('cannot be posted any more');
    await page.unroute('**/api/threads/*/posts');
  });
  await expect(page.getByLabel('Your post')).toHaveValue(text);
  await expect(page.locator('li.su-item')).toHaveCount(1);
  await expect(page.locator('article.post', { hasText: text })).toHaveCount(0);
  await test.step('a reload keeps the text', async () => {
    await page.reload();
    await expect(page.getByLabel('Your post')).toHaveValue(text);
  });
  await post(page, text);
  await expect(page.getByLabel('Your post')).toHaveValue('');
});

test('becoming somebody else in another tab posts nothing under the wrong name', async ({ as, forum }) => {
  const { page, context } = await as(accounts.trusted);
  await page.goto('/t/2');
  await page.getByLabel('Your post').fill('Who am I?');
  const become = (account: string) =>
    context.request.post('/act-as', {
      form: { account, back: '/' },
      headers: { origin: forum.address },
      maxRedirects: 0,
    });
  await become(accounts.newcomer);
  await page.getByRole('button', { name: 'Post', exact: true }).click();
  await expect(page.locator('.problem')).toContainText('you became paper_kite');
  await become(accounts.trusted);
  const article = await post(page, 'Who am I?');
  await expect(article.locator('.handle')).toHaveText('mossy_teapot');
});

test('pressing Post early posts by itself when the pictures are ready', async ({ as }) => {
  const { page } = await as(accounts.trusted);
  await page.goto('/t/2');
  await page.getByLabel('Your post').fill('Impatient.');
  await pick(page, [sample('ordinary.jpg')]);
  await page.getByRole('button', { name: 'Post', exact: true }).click();
  const article = page.locator('article.post', { hasText: 'Impatient.' });
  await expect(article.locator('figure.picture img')).toBeVisible({ timeout: 60_000 });
});

test('somebody else’s upload, or one for another place, cannot be attached', async ({ as, forum }) => {
  const owner = await as(accounts.trusted);
  await owner.page.goto('/t/2');
  const sentBody = owner.page.waitForResponse((response) => response.url().includes('/safe-upload/upload'));
  await expectOutcome((await pick(owner.page, [sample('ordinary.jpg')])).first(), 'allowed');
  const { uploadId } = (await (await sentBody).json()) as { uploadId: string };
  const thief = await as(accounts.newcomer);
  const headers = { origin: forum.address };
  const stolen = await thief.context.request.post('/api/threads/2/posts', {
    headers,
    data: { text: 'Mine now.', pictures: [{ uploadId, description: '' }], draftId: 'e2e-stolen' },
  });
  expect([stolen.status(), ((await stolen.json()) as { code: string }).code]).toEqual([409, 'not-yours']);
  const misplaced = await owner.context.request.post('/api/avatar', { headers, data: { uploadId } });
  expect([misplaced.status(), ((await misplaced.json()) as { code: string }).code]).toEqual([409, 'wrong-context']);
  await thief.page.goto('/t/2');
  await expect(thief.page.locator('article.post', { hasText: 'Mine now.' })).toHaveCount(0);
});

test('an avatar takes the same gate, and going back to letters revokes it', async ({ as }) => {
  const { page } = await as(accounts.trusted);
  await page.goto('/me');
  await expectOutcome((await pick(page, [sample('ordinary.jpg')])).first(), 'allowed');
  await page.getByRole('button', { name: 'Use this picture' }).click();
  const face = page.locator('.member img.avatar');
  await expect(face).toBeVisible();
  const address = await face.getAttribute('src');
  await page.getByRole('button', { name: 'Go back to letters' }).click();
  await expect(page.locator('.member span.avatar')).toBeVisible();
  expect((await page.request.get(address ?? '')).status()).toBe(404);
});

test('without JavaScript the plain form takes the server’s path, and keeps the text of what it refuses', async ({
  as,
}) => {
  const { page } = await as(accounts.trusted, { javaScriptEnabled: false });
  await page.goto('/t/2');
  await page.getByLabel('Your post').fill('By the plain form.');
  await page.getByLabel('Picture', { exact: true }).setInputFiles(sample('ordinary.jpg'));
  await page.getByRole('button', { name: 'Post', exact: true }).click();
  const article = page.locator('article.post', { hasText: 'By the plain form.' });
  await expect(article.locator('figure.picture img')).toHaveCount(1);

  // Somebody else, because what is on a list makes all of its account wait.
  const plain = await as(accounts.moderator, { javaScriptEnabled: false });
  await plain.page.goto('/t/2');
  await plain.page.getByLabel('Your post').fill('With a picture of the list.');
  await plain.page.getByLabel('Picture', { exact: true }).setInputFiles(sample('test-picture.png'));
  await plain.page.getByRole('button', { name: 'Post', exact: true }).click();
  await expect(plain.page.locator('.notice-bad')).toContainText('cannot be posted here');
  await expect(plain.page.getByLabel('Your post')).toHaveValue('With a picture of the list.');
});

test('a removed post takes its pictures with it', async ({ as }) => {
  const { page } = await as(accounts.trusted);
  await page.goto('/t/2');
  await expectOutcome((await pick(page, [sample('ordinary.jpg')])).first(), 'allowed');
  const article = await post(page, 'Regretted at once.');
  const uploadId = await uploadOf(article.locator('figure'));
  const address = await article.locator('figure a').first().getAttribute('href');
  expect((await page.request.get(address ?? '')).status()).toBe(200);
  await article.getByRole('button', { name: /^Remove/ }).click();
  await expect(page.locator(`figure[data-upload="${uploadId}"]`)).toHaveCount(0);
  expect((await page.request.get(address ?? '')).status()).toBe(404);
});
