import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createVerifier, type DecisionEvent, signWebhook } from '@safeupload/server';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openDevice } from './support/device.js';
import { paint } from './support/paint.js';
import { openRoom, type Room } from './support/room.js';

const secret = 'a secret of this test';
const moderator = { accountId: 'mona', roles: ['moderator'] } as const;

interface Delivery {
  readonly body: string;
  readonly signature: string;
}

/** A host's endpoint that answers as it is told. */
const deliveries: Delivery[] = [];
let answerWith = 200;
const host = createServer((request, response) => {
  let body = '';
  request.setEncoding('utf8');
  request.on('data', (chunk: string) => {
    body += chunk;
  });
  request.on('end', () => {
    deliveries.push({ body, signature: String(request.headers['safe-upload-signature']) });
    response.writeHead(answerWith).end();
  });
});

let room: Room;
/** Makes the host's own handler fail so many times. */
let stumbles = 0;
const told: DecisionEvent[] = [];

beforeAll(async () => {
  await new Promise<void>((resolve) => host.listen(0, '127.0.0.1', resolve));
  const { port } = host.address() as AddressInfo;
  room = await openRoom({
    webhook: { url: `http://127.0.0.1:${port}/hook`, secret },
    onDecision(event) {
      if (stumbles > 0) {
        stumbles -= 1;
        throw new Error('the host is busy');
      }
      told.push(event);
    },
  });
});
afterAll(async () => {
  await room.dispose();
  host.close();
});

async function shown(seed: number): Promise<string> {
  const member = room.member(`member-${seed}`);
  const answer = await (await openDevice(room, member)).send(await paint(seed));
  const uploadId = String(answer.body.uploadId);
  await room.verifier.attach({
    uploadIds: [uploadId],
    accountId: member.accountId,
    target: { context: 'post', id: `post-${seed}` },
  });
  return uploadId;
}

test('the webhook carries the same event, signed over its time and body', async () => {
  const uploadId = await shown(501);
  await room.verifier.takedown({ uploadId, reason: 'reported twice', by: moderator });
  await vi.waitFor(() => expect(deliveries.length).toBe(1));
  const { body, signature } = deliveries[0] ?? { body: '', signature: '' };
  const event = JSON.parse(body) as DecisionEvent;
  expect(event).toMatchObject({
    v: 1,
    type: 'taken-down',
    uploadId,
    accountId: 'member-501',
    target: { context: 'post', id: 'post-501' },
    state: 'takenDown',
    reason: 'reported twice',
    pictures: [],
    receipt: null,
  });
  expect(event.purge.length).toBe(2);
  expect(told).toEqual([event]);
  expect(body).not.toMatch(/score|risk|nsfw/i);

  // What a host in another language computes.
  const [, at, mac] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(signature) ?? [];
  expect(mac).toBe(createHmac('sha256', secret).update(`${at}.${body}`).digest('hex'));
  expect(await signWebhook(body, 'another secret', Number(at))).not.toBe(signature);
});

test('a webhook that fails is tried again, ever more rarely, with the same event id', async () => {
  deliveries.length = 0;
  answerWith = 500;
  const uploadId = await shown(502);
  await room.verifier.takedown({ uploadId, by: moderator });
  await vi.waitFor(() => expect(deliveries.length).toBe(1));
  await room.verifier.reap();
  expect(deliveries.length).toBe(1);
  room.advance(2500);
  await room.verifier.reap();
  expect(deliveries.length).toBe(2);
  room.advance(2500);
  await room.verifier.reap();
  expect(deliveries.length).toBe(2);
  answerWith = 204;
  room.advance(2500);
  await room.verifier.reap();
  expect(deliveries.length).toBe(3);
  expect(new Set(deliveries.map(({ body }) => (JSON.parse(body) as DecisionEvent).id)).size).toBe(1);
  room.advance(3_600_000);
  await room.verifier.reap();
  expect(deliveries.filter(({ body }) => body.includes(uploadId)).length).toBe(3);
  expect(room.errors.splice(0).every(({ where }) => where.startsWith('delivering'))).toBe(true);
});

test('a redirect is not followed: a signed event goes to no other address', async () => {
  deliveries.length = 0;
  answerWith = 302;
  await room.verifier.takedown({ uploadId: await shown(503), by: moderator });
  await vi.waitFor(() => expect(room.errors.length).toBe(1));
  expect(deliveries.length).toBe(1);
  answerWith = 200;
  room.errors.splice(0);
});

test("the host's handler that throws is told again, also by a server that started anew", async () => {
  stumbles = 1;
  const uploadId = await shown(504);
  await room.verifier.takedown({ uploadId, by: moderator });
  await vi.waitFor(() => expect(room.errors.length).toBeGreaterThan(0));
  expect(told.some((event) => event.uploadId === uploadId)).toBe(false);
  room.advance(60_000);
  const anew = await room.another();
  await vi.waitFor(() => expect(told.filter((event) => event.uploadId === uploadId).length).toBe(1));
  await anew.dispose();
});

test('what expires is told too', async () => {
  const answer = await (await openDevice(room, room.member('member-505'))).send(await paint(505));
  room.advance(2 * 3_600_000);
  await room.verifier.reap();
  await vi.waitFor(() =>
    expect(told.filter((event) => event.uploadId === answer.body.uploadId)).toMatchObject([
      { type: 'expired', state: 'expired', by: null, target: null, purge: [] },
    ]),
  );
});

test('a tool without the sinks of the server leaves every event to the next server', async () => {
  deliveries.length = 0;
  const uploadId = await shown(506);
  const undelivered = async () =>
    (
      await room.client.query<{ sink: string; attempts: number }>(
        "select sink, attempts from outbox where event->>'uploadId' = $1 and delivered_at is null order by sink",
        [uploadId],
      )
    ).rows;
  const { onDecision: _, webhook: __, ...toolsOptions } = room.options;
  const tool = await createVerifier({ ...toolsOptions, keepEvents: true });
  await tool.takedown({ uploadId, by: moderator });
  await tool.reap();
  await tool.dispose();
  expect(await undelivered()).toEqual([
    { sink: 'host', attempts: 0 },
    { sink: 'webhook', attempts: 0 },
  ]);

  const withoutSinks = await createVerifier(toolsOptions);
  await withoutSinks.reap();
  await withoutSinks.dispose();
  expect((await undelivered()).length).toBe(2);

  await room.verifier.reap();
  expect(await undelivered()).toEqual([]);
  expect(told.filter((event) => event.uploadId === uploadId).map(({ type }) => type)).toEqual(['taken-down']);
  expect(deliveries.filter(({ body }) => body.includes(uploadId)).length).toBe(1);
  await expect(room.another({ keepEvents: true })).rejects.toMatchObject({ code: 'options-invalid' });
});
