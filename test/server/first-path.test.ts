import { verifyReceipt } from '@safeupload/sdk/core';
import { createLocalJWKSet, jwtVerify } from 'jose';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDevice } from './support/device.js';
import { paint } from './support/paint.js';
import { audience, openRoom, type Room } from './support/room.js';

let room: Room;
beforeAll(async () => {
  room = await openRoom();
});
afterAll(() => room.dispose());

describe('from bytes to receipt', () => {
  test('an allowed upload has no address before it is attached, then pictures and a receipt that verifies', async () => {
    const member = room.member('anna', { tier: 'trusted' });
    const device = await openDevice(room, member);
    const bytes = await paint(1, 'jpeg', { width: 1600, height: 1200 });

    const answer = await device.send(bytes);
    expect(answer.body).toMatchObject({ v: 1, outcome: 'allowed' });
    const uploadId = String(answer.body.uploadId);
    expect(await room.verifier.status(uploadId)).toMatchObject({ state: 'unattached', pictures: [], receipt: null });
    expect((await room.send(`/status/${uploadId}`, member)).body).toEqual({
      v: 1,
      uploadId,
      outcome: 'allowed',
      state: 'unattached',
    });

    const [attached] = await room.verifier.attach({
      uploadIds: [uploadId],
      accountId: 'anna',
      target: { context: 'post', id: 'post-1' },
    });
    expect(attached?.pictures.map(({ name }) => name)).toEqual(['full', 'preview']);
    const [full] = attached?.pictures ?? [];

    const jwks = (await room.send('/jwks.json', null)).body as unknown as Parameters<typeof createLocalJWKSet>[0];
    const receipt = await verifyReceipt(attached?.receipt ?? '', { jwks, expectedIssuer: audience });
    expect(receipt).toMatchObject({ uploadId, context: 'post' });
    // A stock library says the same.
    await expect(
      jwtVerify(attached?.receipt ?? '', createLocalJWKSet(jwks), { typ: 'safeupload-receipt+jwt', issuer: audience }),
    ).resolves.toMatchObject({ payload: { jti: receipt.jti } });

    const served = await room.send(full?.address ?? '', null);
    expect(served.status).toBe(200);
    expect(Object.fromEntries(served.headers)).toMatchObject({
      'content-type': 'image/jpeg',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "sandbox; default-src 'none'",
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': 'private, no-cache',
    });
    expect(await sharp(served.bytes).metadata()).toMatchObject({ width: 1600, height: 1200 });
    const again = await room.send(full?.address ?? '', null, {
      headers: { 'if-none-match': served.headers.get('etag') },
    });
    expect(again.status).toBe(304);
    expect((await room.send(`/receipts/${receipt.jti}`, null)).body).toEqual({ v: 1, receipt: 'valid' });
    expect(room.errors).toEqual([]);
  });
});
