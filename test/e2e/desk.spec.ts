import { expectOutcome, pick, post, uploadOf } from './support/composer.js';
import { sample } from './support/samples.js';
import { accounts, expect, type Person, test } from './support/test.js';

// Two pictures of the newcomer wait here, which is as many as may.
test.use({ forumName: 'desk' });

async function heldPost(author: Person, file: string, text: string): Promise<string> {
  await author.page.goto('/t/3');
  const row = (await pick(author.page, [sample(file)])).first();
  await expectOutcome(row, 'held');
  return uploadOf((await post(author.page, text)).locator('figure'));
}

test('a moderator looks only by pressing, sees it sharp only while holding, releases, undoes, rejects', async ({
  as,
}) => {
  const author = await as(accounts.newcomer);
  const uploadId = await heldPost(author, 'test-picture-smaller.jpg', 'My lighthouse.');
  const { page, requests } = await as(accounts.moderator);
  await page.goto('/desk');
  const hold = page.locator(`.hold[data-upload="${uploadId}"]`);
  await expect(hold).toContainText('nobody has looked');
  await expect(hold.locator('img')).toHaveCount(0);
  const looks = () => requests.filter(({ url }) => url.includes('/look/')).length;
  expect(looks()).toBe(0);
  // Reasons are sentences; a number would be read as certainty.
  await expect(hold.locator('.reasons')).not.toContainText(/\d\.\d|%/);

  await hold.getByRole('button', { name: /^Look at/ }).click();
  const window_ = hold.locator('.look-window');
  const filter = () => window_.locator('img').evaluate((one) => getComputedStyle(one).filter);
  await expect.poll(filter).toContain('blur');
  expect(await filter()).toContain('grayscale');
  await test.step('held down with the pointer', async () => {
    await window_.hover();
    await page.mouse.down();
    await expect.poll(filter).not.toContain('blur');
    expect(await filter()).toContain('grayscale');
    await page.mouse.up();
    await expect.poll(filter).toContain('blur');
  });
  await test.step('held down with the keyboard', async () => {
    await window_.focus();
    await page.keyboard.down('Space');
    await expect.poll(filter).not.toContain('blur');
    await page.keyboard.up('Space');
    await expect.poll(filter).toContain('blur');
  });
  expect(looks()).toBe(3);
  await page.reload();
  await expect(hold).toContainText('3 looks');

  await hold.getByRole('button', { name: 'Release' }).click();
  await expect(hold).toHaveCount(0);
  const reader = await as(null);
  await reader.page.goto('/t/3');
  const shown = reader.page.locator(`figure.picture[data-upload="${uploadId}"] img`);
  await expect(shown).toHaveCount(1);

  await page.locator('.notice').getByRole('button', { name: 'Undo' }).click();
  await expect(hold).toBeVisible();
  await reader.page.reload();
  await expect(shown).toHaveCount(0);

  await hold.getByRole('button', { name: /^Reject ?,/ }).click();
  await expect(hold).toHaveCount(0);
  await author.page.goto('/t/3');
  await expect(author.page.locator(`figure[data-upload="${uploadId}"]`)).toContainText(
    'A moderator decided not to show',
  );
  await page.locator('.decisions').getByRole('button', { name: 'Undo' }).first().click();
  await expect(hold).toBeVisible();
});

test('the severe lane opens for the safety officer and for nobody else', async ({ as, forum }) => {
  const author = await as(accounts.newcomer);
  const uploadId = await heldPost(author, 'severe-picture.jpg', 'A meadow.');
  const moderator = await as(accounts.moderator);
  await moderator.page.goto('/desk');
  const locked = moderator.page.locator(`.lane-severe .hold[data-upload="${uploadId}"]`);
  await expect(locked).toContainText('Waits for the safety officer.');
  await expect(locked.getByRole('button')).toHaveCount(0);
  // The page offers nothing; the verifier refuses it as well.
  const headers = { origin: forum.address };
  const look = await moderator.context.request.post(`/desk/uploads/${uploadId}/look/small`, { headers });
  expect(look.status()).toBe(403);
  const release = await moderator.context.request.post(`/desk/uploads/${uploadId}/release`, {
    headers,
    form: { back: '/desk' },
  });
  expect(release.status()).toBe(403);

  const safety = await as(accounts.safety);
  await safety.page.goto('/desk');
  const open = safety.page.locator(`.lane-severe .hold[data-upload="${uploadId}"]`);
  await open.getByRole('button', { name: /^Look at/ }).click();
  await expect(open.locator('.look-window img')).toHaveCount(1);
  await open.getByRole('button', { name: 'Release' }).click();
  await expect(open).toHaveCount(0);
  await author.page.goto('/t/3');
  await expect(author.page.locator(`figure.picture[data-upload="${uploadId}"]`)).toHaveCount(1);
});

test('members have no desk, and nobody moderates from another site', async ({ as, forum }) => {
  const member = await as(accounts.trusted);
  const answer = await member.page.goto('/desk');
  expect(answer?.status()).toBe(403);
  await expect(member.page.getByRole('button', { name: 'Take down' })).toHaveCount(0);

  const author = await as(accounts.trusted);
  await author.page.goto('/t/3');
  const row = (await pick(author.page, [sample('ordinary.jpg')])).first();
  await expectOutcome(row, 'allowed');
  const uploadId = await uploadOf((await post(author.page, 'Balloons.')).locator('figure'));
  const form = { back: '/t/3' };
  const byMember = await member.context.request.post(`/desk/uploads/${uploadId}/takedown`, {
    headers: { origin: forum.address },
    form,
  });
  expect(byMember.status()).toBe(403);
  const moderator = await as(accounts.moderator);
  for (const origin of ['https://elsewhere.example', 'null']) {
    const foreign = await moderator.context.request.post(`/desk/uploads/${uploadId}/takedown`, {
      headers: { origin },
      form,
    });
    expect(foreign.status()).toBe(403);
  }
  await author.page.reload();
  await expect(author.page.locator(`figure.picture[data-upload="${uploadId}"]`)).toHaveCount(1);
});
