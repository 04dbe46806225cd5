import { join } from 'node:path';
import { makeKeys } from '@safeupload/server/node';
import { calculateJwkThumbprint, compactVerify, decodeProtectedHeader, importJWK } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDevice } from './support/device.js';
import { paint } from './support/paint.js';
import { openRoom, type Room } from './support/room.js';

let room: Room;
beforeAll(async () => {
  room = await openRoom();
});
afterAll(() => room.dispose());

test('attached again after its key left the ring, an upload gets a receipt that can be verified', async () => {
  const { body } = await (await openDevice(room, room.member('ann'))).send(await paint(6001));
  const order = {
    uploadIds: [String(body.uploadId)],
    accountId: 'ann',
    target: { context: 'post', id: 'p' },
  } as const;
  const [first] = await room.verifier.attach(order);
  expect((await room.verifier.attach(order))[0]?.receipt).toBe(first?.receipt);

  const fresh = await makeKeys(join(room.directory, 'other-keys.json'));
  const overlapping = await room.another({ keys: { ...room.keys, receipt: [...fresh.receipt, ...room.keys.receipt] } });
  expect((await overlapping.attach(order))[0]?.receipt).toBe(first?.receipt);
  await overlapping.dispose();

  const rotated = await room.another({ keys: { ...room.keys, receipt: fresh.receipt } });
  const [again] = await rotated.attach(order);
  const [key] = fresh.receipt;
  if (key === undefined) throw new Error('no key was made');
  expect(decodeProtectedHeader(again?.receipt ?? '').kid).toBe(await calculateJwkThumbprint(key.publicJwk));
  await compactVerify(again?.receipt ?? '', await importJWK(key.publicJwk, 'ES256'));
  expect(again?.pictures).toEqual(first?.pictures);
  expect((await rotated.attach(order))[0]?.receipt).toBe(again?.receipt);
  const { rows } = await room.client.query<{ revoked: boolean }>(
    'select revoked_at is not null as revoked from receipts where upload_id = $1 order by issued_at',
    [String(body.uploadId)],
  );
  expect(rows.map(({ revoked }) => revoked)).toEqual([true, false]);
  const picture = await rotated.fetch(new Request(again?.pictures[0]?.address ?? ''));
  expect(picture.status).toBe(200);
  await rotated.dispose();
});
