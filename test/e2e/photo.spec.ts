import { readFile } from 'node:fs/promises';
import type { JSONWebKeySet } from 'jose';
import sharp from 'sharp';
import { metadataCanary, pictureNamed } from '../support/pictures.mjs';
import { expectOutcome, pick, post, uploadOf } from './support/composer.js';
import { sha256Of, verifiedByGo, verifiedByJose, verifiedByNode } from './support/receipts.js';
import { accounts, expect, test } from './support/test.js';

test('a camera’s photo appears upright, without metadata, with a receipt, until it is taken down', async ({
  as,
  forum,
}) => {
  // Go compiles its standard library the first time.
  test.setTimeout(240_000);
  const camera = await pictureNamed('camera-12mp.jpg');
  const stored = await sharp(camera.file).metadata();
  expect([stored.width, stored.height, stored.orientation]).toEqual([4000, 3000, 6]);
  expect((await readFile(camera.file)).includes(metadataCanary)).toBe(true);

  const author = await as(accounts.trusted);
  await author.page.goto('/t/2');
  const rows = await pick(author.page, [camera.file]);
  const sent = author.page.waitForRequest((request) => request.url().includes('/safe-upload/upload'));
  await expectOutcome(rows.first(), 'allowed');
  const body = (await sent).postDataBuffer();
  if (body !== null) expect(body.includes(metadataCanary), 'metadata left the device').toBe(false);
  const article = await post(author.page, 'From the allotment this morning.');
  const figure = article.locator('figure.picture');
  const uploadId = await uploadOf(figure);

  await test.step('upright and without metadata, for somebody else', async () => {
    const reader = await as(null);
    await reader.page.goto('/t/2');
    const image = reader.page.locator(`figure[data-upload="${uploadId}"] img`);
    await image.scrollIntoViewIfNeeded();
    await expect
      .poll(() => image.evaluate((one) => (one instanceof HTMLImageElement ? one.naturalWidth : 0)))
      .toBeGreaterThan(0);
    const address = await reader.page.locator(`figure[data-upload="${uploadId}"] a`).first().getAttribute('href');
    const answer = await reader.context.request.get(address ?? '');
    expect(answer.status()).toBe(200);
    expect(answer.headers()).toMatchObject({
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, no-cache',
    });
    expect(answer.headers()['content-security-policy']).toContain('sandbox');
    const bytes = await answer.body();
    const published = await sharp(bytes).metadata();
    expect([published.width, published.height]).toEqual([1500, 2000]);
    expect([published.orientation, published.exif, published.xmp, published.iptc]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect(bytes.includes(metadataCanary)).toBe(false);
    // Blue sky above, brown earth below: the scene stands on its feet.
    const rows = await sharp(bytes).resize(1, 8, { fit: 'fill' }).removeAlpha().raw().toBuffer();
    const blueness = (row: number) => (rows[row * 3 + 2] ?? 0) - (rows[row * 3] ?? 0);
    expect(blueness(0)).toBeGreaterThan(40);
    expect(blueness(7)).toBeLessThan(-20);
  });

  const told = await author.context.request.get(`/pictures/${uploadId}`, { headers: { accept: 'application/json' } });
  const { receipt, pictures } = (await told.json()) as {
    receipt: string;
    pictures: { name: string; address: string }[];
  };
  const jwks = (await (await author.context.request.get('/safe-upload/jwks.json')).json()) as JSONWebKeySet;

  const says = await test.step('the receipt verifies with jose and without it', async () => {
    const byJose = await verifiedByJose(receipt, jwks);
    expect(verifiedByNode(receipt, jwks)).toEqual(byJose);
    const byGo = await verifiedByGo(receipt, jwks);
    if (byGo !== null) expect(byGo).toEqual(byJose);
    expect(byJose).toMatchObject({ v: 1, iss: `${forum.address}/safe-upload`, uploadId, context: 'post' });
    for (const derivative of byJose.derivatives) {
      const address = pictures.find((one) => one.name === derivative.name)?.address ?? '';
      const answer = await author.context.request.get(address);
      expect(sha256Of(await answer.body())).toBe(derivative.sha256);
    }
    const forged = `${receipt.slice(0, -8)}${receipt.endsWith('AAAAAAAA') ? 'BBBBBBBB' : 'AAAAAAAA'}`;
    await expect(verifiedByJose(forged, jwks)).rejects.toThrow();
    expect(() => verifiedByNode(forged, jwks)).toThrow();
    return byJose;
  });

  await test.step('taken down: 404 in another browser within two seconds, receipt revoked', async () => {
    const reader = await as(null);
    await reader.page.goto('/t/2');
    const address = new URL(pictures[0]?.address ?? '', forum.address).pathname;
    const status = () => reader.page.evaluate(async (one) => (await fetch(one)).status, address);
    expect(await status()).toBe(200);
    const moderator = await as(accounts.moderator);
    await moderator.page.goto('/t/2');
    const takeDown = moderator.page
      .locator(`figure[data-upload="${uploadId}"]`)
      .getByRole('button', { name: 'Take down' });
    const startedAt = Date.now();
    await Promise.all([takeDown.click(), expect.poll(status, { timeout: 2_000, intervals: [50] }).toBe(404)]);
    expect(Date.now() - startedAt).toBeLessThan(2_000);
    const receiptStatus = await reader.context.request.get(`/safe-upload/receipts/${says.jti}`);
    expect(await receiptStatus.json()).toEqual({ v: 1, receipt: 'revoked' });
    await reader.page.reload();
    await expect(reader.page.locator(`figure[data-upload="${uploadId}"]`)).toContainText('This picture is not shown.');

    await moderator.page.locator('.notice').getByRole('button', { name: 'Undo' }).click();
    await expect.poll(status, { timeout: 2_000, intervals: [50] }).toBe(200);
  });
});
