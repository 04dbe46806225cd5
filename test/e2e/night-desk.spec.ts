// A night at the forum, as the people in it live it: a newcomer, a member who reports, a volunteer with a phone, a moderator.
import { AxeBuilder } from '@axe-core/playwright';
import type { Locator, Page } from '@playwright/test';
import { expectOutcome, pick, post, uploadOf } from './support/composer.js';
import { type PaintedFile, painted } from './support/painted.js';
import { accounts, expect, type Person, test } from './support/test.js';

test.use({ forumName: 'night-desk' });

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

/** Posts a picture and resolves to its upload. */
async function postPicture(
  author: Person,
  path: string,
  file: PaintedFile,
  outcome: 'allowed' | 'held',
  text: string,
): Promise<string> {
  await author.page.goto(path);
  await expectOutcome((await pick(author.page, file)).first(), outcome);
  return uploadOf((await post(author.page, text)).locator('figure'));
}

const figureOf = (page: Page, uploadId: string): Locator => page.locator(`figure[data-upload="${uploadId}"]`);
const holdOf = (page: Page, uploadId: string): Locator => page.locator(`.hold[data-upload="${uploadId}"]`);

/** Asks for the picture at this address from inside a reader's page; resolves to the status. */
const statusOf = (reader: Person, address: string): Promise<number> =>
  reader.page.evaluate(async (one) => (await fetch(one, { cache: 'no-store' })).status, address);

/** Where the picture of this author in a thread is shown. */
async function addressIn(reader: Person, path: string, author: string): Promise<string> {
  await reader.page.goto(path);
  const link = reader.page.locator('article.post', { hasText: author }).locator('figure.picture > a').first();
  return (await link.getAttribute('href')) ?? '';
}

async function release(moderator: Person, uploadId: string): Promise<void> {
  await moderator.page.goto('/desk');
  await holdOf(moderator.page, uploadId)
    .getByRole('button', { name: /^Release/ })
    .click();
  await expect(moderator.page.locator('.notice')).toContainText('Released');
}

test('a newcomer’s picture waits until a moderator has released it', async ({ as }) => {
  const newcomer = await as(accounts.newcomer);
  const uploadId = await postPicture(newcomer, '/t/2', await painted(501), 'held', 'My first picture.');
  await expect(figureOf(newcomer.page, uploadId)).toContainText('A person will look before others can see it.');
  await newcomer.page.goto('/me');
  await expect(newcomer.page.getByRole('heading', { name: 'Waiting for a person' })).toBeVisible();
  await expect(newcomer.page.getByRole('link', { name: /1 picture in “Wednesday/ })).toBeVisible();
  const reader = await as(null);
  await reader.page.goto('/t/2');
  await expect(figureOf(reader.page, uploadId)).toContainText('A person will look before this picture is shown.');
  await reader.page.goto('/m/paper_kite');
  await expect(reader.page.getByText('Waiting for a person')).toHaveCount(0);

  const moderator = await as(accounts.moderator);
  await moderator.page.goto('/desk');
  const hold = holdOf(moderator.page, uploadId);
  await expect(hold).toContainText('one of this account');
  await expect(moderator.page.locator('.group', { has: hold })).toContainText(
    'New account, joined today, no picture accepted yet',
  );
  await release(moderator, uploadId);
  await reader.page.goto('/t/2');
  await expect(figureOf(reader.page, uploadId).locator('img')).toBeVisible();
});

test('a newcomer’s third picture is told plainly that it has to wait, with scripts and without; no word is lost', async ({
  as,
}) => {
  const newcomer = await as(accounts.newcomer);
  const first = await postPicture(newcomer, '/t/2', await painted(511), 'held', 'One.');
  const second = await postPicture(newcomer, '/t/2', await painted(512), 'held', 'Two.');
  await newcomer.page.goto('/t/2');
  const third = (await pick(newcomer.page, await painted(513))).first();
  await expect(third).toHaveAttribute('data-state', 'failed', { timeout: 60_000 });
  await expect(third).toContainText(/wait/i);
  // The composer says once that the picture will be missing; whoever presses again means it.
  await newcomer.page.getByLabel('Your post').fill('Three, in words only.');
  await newcomer.page.getByRole('button', { name: 'Post', exact: true }).click();
  await expect(newcomer.page.getByText('will not be part of your post').first()).toBeVisible();
  await expect(newcomer.page.getByLabel('Your post')).toHaveValue('Three, in words only.');
  const article = await post(newcomer.page, 'Three, in words only.');
  await expect(article.locator('figure')).toHaveCount(0);

  const plain = await as(accounts.newcomer, { javaScriptEnabled: false });
  await plain.page.goto('/new');
  await plain.page.getByLabel('Title').fill('A title that stays');
  await plain.page.getByLabel('Shelf').selectOption('sleep');
  await plain.page.getByLabel('Your post').fill('Words that stay.');
  await plain.page.getByLabel('Picture', { exact: true }).setInputFiles(await painted(514));
  const answered = plain.page.waitForResponse((response) => response.request().method() === 'POST');
  await plain.page.getByRole('button', { name: 'Post', exact: true }).click();
  expect((await answered).status()).toBe(429);
  await expect(plain.page.locator('.notice-bad')).toContainText('2 pictures of yours are waiting for a person to look');
  await expect(plain.page.getByLabel('Your post')).toHaveValue('Words that stay.');
  await expect(plain.page.getByLabel('Title')).toHaveValue('A title that stays');
  await expect(plain.page.getByLabel('Shelf')).toHaveValue('sleep');
  await plain.page.goto('/me');
  await plain.page.getByLabel('Picture', { exact: true }).setInputFiles(await painted(515));
  await plain.page.getByRole('button', { name: 'Use this picture' }).click();
  await expect(plain.page.locator('main')).toContainText('are waiting for a person to look');

  const moderator = await as(accounts.moderator);
  await release(moderator, first);
  await release(moderator, second);
});

test('a report by an established member hides a newcomer’s fresh picture at once, and says so to nobody', async ({
  as,
}) => {
  const newcomer = await as(accounts.newcomer);
  await newcomer.page.goto('/t/4');
  const row = (await pick(newcomer.page, await painted(521))).first();
  await expect(row).toHaveAttribute('data-state', 'done', { timeout: 60_000 });
  const uploadId = await uploadOf((await post(newcomer.page, 'Look at this.')).locator('figure'));
  const moderator = await as(accounts.moderator);
  await moderator.page.goto('/desk');
  // By now three of this account's pictures were accepted where the whole file ran: then this one does not wait.
  if ((await holdOf(moderator.page, uploadId).count()) > 0) await release(moderator, uploadId);
  const reader = await as(null);
  const address = await addressIn(reader, '/t/4', 'Look at this.');
  expect(await statusOf(reader, address)).toBe(200);

  const member = await as(accounts.trusted);
  await member.page.goto('/t/4');
  await member.page.getByLabel('Your post').fill('Half a sentence');
  const report = figureOf(member.page, uploadId).getByRole('link', { name: /^Report/ });
  expect((await report.boundingBox())?.height).toBeGreaterThanOrEqual(44);
  await report.focus();
  await member.page.keyboard.press('Enter');
  const dialog = member.page.getByRole('dialog', { name: 'Report this picture' });
  await expect(dialog).toBeVisible();
  await expect(dialog.locator('img')).toHaveCount(0);
  await dialog.getByLabel('It shows violence or cruelty').check();
  await Promise.all([
    dialog.getByRole('button', { name: 'Send the report' }).click(),
    expect.poll(() => statusOf(reader, address), { timeout: 10_000, intervals: [100] }).toBe(404),
  ]);
  await expect(dialog).toContainText('Thank you. A person will look.');
  await dialog.getByRole('button', { name: 'Close' }).click();
  await expect(member.page.getByLabel('Your post')).toHaveValue('Half a sentence');
  await reader.page.goto('/t/4');
  await expect(figureOf(reader.page, uploadId)).toContainText('A person will look before this picture is shown.');
  await newcomer.page.goto('/t/4');
  await expect(figureOf(newcomer.page, uploadId)).not.toContainText(/report/i);

  await moderator.page.goto('/desk');
  const group = moderator.page.locator('.group').first();
  await expect(group).toContainText('Urgent');
  await expect(group.locator(`.hold[data-upload="${uploadId}"]`)).toContainText('Hidden by a report');
  await release(moderator, uploadId);
  await expect.poll(() => statusOf(reader, address)).toBe(200);
});

test('reporting works without scripts, asks guests to sign in, and thanks everybody alike', async ({ as, forum }) => {
  const guest = await as(null, { javaScriptEnabled: false });
  await guest.page.goto('/t/5');
  await guest.page.getByRole('link', { name: /^Report/ }).click();
  await expect(guest.page.getByRole('heading', { name: 'Report a picture' })).toBeVisible();
  await expect(guest.page.locator('main img:not(.avatar)')).toHaveCount(0);
  await guest.page
    .locator('main')
    .getByRole('button', { name: /^Volunteer/ })
    .click();
  await guest.page.getByLabel('It is spam or advertising').check();
  await guest.page.getByRole('button', { name: 'Send the report' }).click();
  await expect(guest.page.locator('.notice')).toContainText('Thank you. A person will look.');
  await expect(guest.page).toHaveURL(/\/t\/5\?notice=reported#post-/);

  // One that is gone, and one that never was: the same thanks, so that a report tells nobody what became of a picture.
  const member = await as(accounts.trusted);
  const send = (uploadId: string, reason: string) =>
    member.context.request.post(`/pictures/${uploadId}/report`, {
      headers: { origin: forum.address, accept: 'application/json' },
      form: { reason },
    });
  const unknown = await send('A'.repeat(22), 'child');
  expect([unknown.status(), await unknown.json()]).toEqual([200, { received: true }]);
  expect((await send('A'.repeat(22), 'boredom')).status()).toBe(400);

  const moderator = await as(accounts.moderator);
  await moderator.page.goto('/desk');
  const reported = moderator.page.locator('.hold', { hasText: 'Everybody can see it' });
  await expect(reported).toHaveCount(1);
  await reported.getByRole('button', { name: /^Let it stay/ }).click();
  await expect(reported).toHaveCount(0);
});

test('a volunteer pulls the curtain on a phone, by keyboard alone and by touch; only low trust feels it; undo brings all back', async ({
  as,
}) => {
  const reader = await as(null);
  const lowTrust = await addressIn(reader, '/t/1', 'tall_nettle');
  const trusted = await addressIn(reader, '/t/5', 'mossy_teapot');
  expect([await statusOf(reader, lowTrust), await statusOf(reader, trusted)]).toEqual([200, 200]);
  const hiddenSoon = () => expect.poll(() => statusOf(reader, lowTrust), { timeout: 10_000, intervals: [100] });

  await test.step('by keyboard alone', async () => {
    const volunteer = await as(accounts.volunteer, phone);
    const { page } = volunteer;
    await page.goto('/');
    await tabTo(page, page.getByRole('button', { name: 'Pull the curtain' }));
    await page.keyboard.press('Enter');
    await hiddenSoon().toBe(404);
    expect(await statusOf(reader, trusted)).toBe(200);
    const band = page.getByRole('region', { name: 'Tonight' });
    await expect(band).toContainText('The curtain is up until');
    await expect(band).toContainText('early_kettle pulled it');
    await expect(band).toContainText(/[1-9]\d* pictures? (is|are) hidden/);
    await tabTo(page, page.getByRole('button', { name: 'Another hour' }));
    await page.keyboard.press('Enter');
    await expect(band).toContainText(/for (an hour|1 hour|59 minutes) more/);
    await tabTo(page, page.getByRole('button', { name: 'Take it down' }));
    await page.keyboard.press('Enter');
    await hiddenSoon().toBe(200);
    await expect(band).toHaveCount(0);
  });

  await test.step('by touch, at the desk, without scripts', async () => {
    const volunteer = await as(accounts.volunteer, { ...phone, javaScriptEnabled: false });
    const { page } = volunteer;
    await page.goto('/desk');
    const button = page.getByRole('button', { name: 'Pull the curtain' });
    const box = await button.boundingBox();
    expect(box?.height).toBeGreaterThanOrEqual(44);
    expect((box?.x ?? 0) + (box?.width ?? 999)).toBeLessThanOrEqual(390);
    await button.tap();
    await hiddenSoon().toBe(404);
    expect(await statusOf(reader, trusted)).toBe(200);
    await reader.page.goto('/t/1');
    await expect(reader.page.locator('article.post', { hasText: 'The forecast says' })).toContainText(
      'A person will look before this picture is shown.',
    );
    await page.getByRole('button', { name: 'Take it down' }).tap();
    await hiddenSoon().toBe(200);
  });

  await test.step('trusted members notice nothing, and members have no such button', async () => {
    const member = await as(accounts.trusted);
    await member.page.goto('/');
    await expect(member.page.getByRole('button', { name: 'Pull the curtain' })).toHaveCount(0);
    const answer = await member.page.request.post('/curtain/up', {
      headers: { origin: new URL(member.page.url()).origin },
      form: { back: '/' },
    });
    expect(answer.status()).toBe(403);
    expect(await statusOf(reader, lowTrust)).toBe(200);
  });
});

test('volunteers see what waits and never a picture; what they hide, a moderator decides', async ({ as }) => {
  const reader = await as(null);
  const address = await addressIn(reader, '/t/4', 'plum_umbrella');
  const volunteer = await as(accounts.volunteer);
  await volunteer.page.goto('/desk');
  await expect(volunteer.page.locator('.hold')).not.toHaveCount(0);
  await expect(volunteer.page.getByRole('button', { name: /^(Look|Release|Reject)/ })).toHaveCount(0);
  await expect(volunteer.page.locator('.lane-severe')).toHaveCount(0);
  await volunteer.page.goto('/t/4');
  await volunteer.page.getByRole('button', { name: 'Hide', exact: true }).first().click();
  await expect(volunteer.page.locator('.notice')).toContainText('Hidden for now');
  expect(await statusOf(reader, address)).toBe(404);
  const moderator = await as(accounts.moderator);
  await moderator.page.goto('/desk?by=likeness');
  const hold = moderator.page.locator('.hold', { hasText: 'Hidden by a colleague' });
  await hold.getByRole('button', { name: /^Release/ }).click();
  await expect.poll(() => statusOf(reader, address)).toBe(200);
});

test('one press rejects all of an account; a near copy, by whomever, waits and joins its row', async ({ as }) => {
  const newcomer = await as(accounts.newcomer);
  const waiting: string[] = [];
  for (const seed of [531, 532]) {
    await newcomer.page.goto('/t/3');
    const row = (await pick(newcomer.page, await painted(seed))).first();
    await expect(row).toHaveAttribute('data-state', 'done', { timeout: 60_000 });
    waiting.push(await uploadOf((await post(newcomer.page, `Number ${seed}.`)).locator('figure')));
  }
  // Accepted pictures may have made this account one that does not wait: a volunteer's curtain makes both wait then.
  const volunteer = await as(accounts.volunteer);
  await volunteer.page.goto('/');
  await volunteer.page.getByRole('button', { name: 'Pull the curtain' }).click();
  await expect(volunteer.page.getByRole('region', { name: 'Tonight' })).toBeVisible();

  const moderator = await as(accounts.moderator);
  await moderator.page.goto('/desk?by=account');
  const group = moderator.page.locator('.group[data-group="acct-kite"]');
  for (const uploadId of waiting) await expect(group.locator(`.hold[data-upload="${uploadId}"]`)).toBeVisible();
  await group.getByLabel(/also hold copies from now on/).check();
  await group.getByRole('button', { name: /^Reject all/ }).click();
  await expect(moderator.page.locator('.notice')).toContainText(/Rejected \d+ pictures\./);
  await expect(group).toHaveCount(0);
  for (const uploadId of waiting) {
    await newcomer.page.goto('/t/3');
    await expect(figureOf(newcomer.page, uploadId)).toContainText('A moderator decided not to show this picture.');
  }
  await moderator.page.getByRole('button', { name: 'Take it down' }).click();

  const member = await as(accounts.trusted);
  const copy = await postPicture(
    member,
    '/t/3',
    await painted(531, { width: 400, height: 300 }),
    'held',
    'I did not know that this one was rejected.',
  );
  await moderator.page.goto('/desk?by=likeness');
  const row = holdOf(moderator.page, copy);
  await expect(row).toContainText('Likeness can be accidental or forged.');
  await expect(row).toContainText('one of 2 that look alike');
  await expect(row).toContainText('A moderator');
  // The trusted member's other pictures are public at once.
  await member.page.goto('/t/3');
  await expectOutcome((await pick(member.page, await painted(541))).first(), 'allowed');
  await row.getByRole('button', { name: /^Reject ?,/ }).click();
});

test('the safety officer alone sees what to do, and keeps everything of an account', async ({ as }) => {
  const moderator = await as(accounts.moderator);
  await moderator.page.goto('/t/2');
  const picture = moderator.page.locator('article.post', { hasText: 'this one is all paper' }).locator('figure');
  await picture.getByRole('link', { name: /^Report/ }).click();
  const dialog = moderator.page.getByRole('dialog');
  await dialog.getByLabel(/^A child is being harmed/).check();
  await dialog.getByRole('button', { name: 'Send the report' }).click();
  await expect(dialog).toContainText('Thank you');

  await moderator.page.goto('/desk');
  const severe = moderator.page.locator('.lane-severe');
  await expect(severe.locator('.hold')).toHaveCount(1);
  await expect(severe.getByRole('button')).toHaveCount(0);
  await expect(severe).not.toContainText('legal hold');

  const safety = await as(accounts.safety);
  await safety.page.goto('/desk');
  const lane = safety.page.locator('.lane-severe');
  await expect(lane).toContainText('SafeUpload reports nothing by itself.');
  await expect(lane.getByRole('link', { name: 'Internet Watch Foundation' })).toHaveAttribute(
    'href',
    'https://report.iwf.org.uk/',
  );
  await lane.getByRole('button', { name: /^Keep everything of this account/ }).click();
  await expect(lane).toContainText('Everything of odd_button is kept by legal hold.');
  await lane.getByRole('button', { name: /^Lift/ }).click();
  await expect(lane.getByRole('button', { name: /^Keep everything/ })).toBeVisible();
  await lane.getByRole('button', { name: /^Release/ }).click();
  await expect(lane.locator('.hold')).toHaveCount(0);
});

test('after many looks the desk asks once to stop, and forbids nothing', async ({ as }) => {
  const { page, requests } = await as(accounts.moderator);
  // The count itself is the server's; what the page does with it is looked at here.
  await page.route('**/desk', async (route) => {
    const answer = await route.fetch();
    await route.fulfill({
      response: answer,
      body: (await answer.text()).replace('class="lanes"', 'class="lanes" data-rest="40"'),
    });
  });
  await page.goto('/desk');
  const look = page.getByRole('button', { name: /^Look at/ }).first();
  await look.click();
  const anyway = page.getByRole('button', { name: /^Look anyway/ });
  await expect(page.locator('.look', { has: anyway })).toContainText('Take a break, or hand over.');
  expect(requests.filter(({ url }) => url.includes('/look/'))).toEqual([]);
  await anyway.click();
  await expect(page.locator('.look-window')).toHaveCount(1);
  await page.reload();
  await page
    .getByRole('button', { name: /^Look at/ })
    .first()
    .click();
  await expect(page.locator('.look-window')).toHaveCount(1);
});

for (const [name, options] of [
  ['light', {}],
  ['dark', { colorScheme: 'dark' }],
  ['phone', phone],
] as const) {
  test(`desk, curtain, report and privacy have no accessibility violation (${name})`, async ({ as }) => {
    const reader = await as(null);
    await reader.page.goto('/t/5');
    const report = (await reader.page.getByRole('link', { name: /^Report/ }).getAttribute('href')) ?? '';
    const { page, complaints } = await as(accounts.safety, options);
    const expectSound = async (where: string) => {
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => `${where} ${id}: ${nodes[0]?.html}`)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth), where).toBeLessThanOrEqual(
        page.viewportSize()?.width ?? 0,
      );
    };
    for (const path of ['/desk?by=account', '/desk?by=likeness', report, '/privacy']) {
      await page.goto(path);
      await expectSound(path);
    }
    await page.goto('/t/5');
    await page
      .getByRole('link', { name: /^Report/ })
      .first()
      .click();
    await expect(page.getByRole('dialog')).toBeVisible();
    await expectSound('dialog');
    await page.goto('/');
    await page.getByRole('button', { name: 'Pull the curtain' }).click();
    await expectSound('band');
    await page.goto('/desk');
    await expectSound('curtain at the desk');
    await page.getByRole('button', { name: 'Take it down' }).click();
    await expect(page.getByRole('button', { name: 'Pull the curtain' })).toBeVisible();
    expect(complaints).toEqual([]);
  });
}

/** Presses Tab until this is focused, as somebody does who has no mouse; at most forty times. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let i = 0; i < 40; i++) {
    await page.keyboard.press('Tab');
    if (await target.evaluate((one) => one === document.activeElement)) return;
  }
  throw new Error('Forty times Tab did not lead there.');
}
