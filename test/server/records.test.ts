import { readFile } from 'node:fs/promises';
import { digestOf, fromBase64url, toBase64url } from '@safeupload/sdk/core';
import { type Actor, defaultServerPolicy, type Identity, type Keys, type SealingKey } from '@safeupload/server';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDevice } from './support/device.js';
import { paint } from './support/paint.js';
import { type Member, openRoom, type Room } from './support/room.js';

// What police ask for: who sent what from where, sealed apart from everything, for thirty days; and the bytes themselves.

const dayMs = 86_400_000;
const safety: Actor = { accountId: 'sasha', roles: ['safety'] };
const moderator: Actor = { accountId: 'mona', roles: ['moderator'] };
const { times, records } = defaultServerPolicy;
const userAgent = 'Mozilla/5.0 (Phone; rv:1) Tests/1';
// An address that stands nowhere else, so that its letters can be looked for in the whole database.
const peer = { address: '203.0.113.77', port: 50_417 };

let room: Room;
const sessions = new Map<string, Identity>();
beforeAll(async () => {
  room = await openRoom({
    identify: (request) =>
      sessions.get(/(?:^|; )session=([^;]+)/.exec(request.headers.get('cookie') ?? '')?.[1] ?? '') ?? null,
    banks: [{ name: 'test', meaning: 'block', severe: false, disclosable: true }],
  });
});
afterAll(() => room.dispose());

function memberAt(accountId: string, from: Identity['peer'] | null = peer): Member {
  const member = room.member(accountId);
  const { sessionId } = member;
  sessions.set(sessionId, { accountId, sessionId, tier: 'known', roles: [], ...(from === null ? {} : { peer: from }) });
  return member;
}

async function sent(
  member: Member,
  options: { seed: number; query?: string },
): Promise<{ readonly uploadId: string; readonly bytes: Uint8Array<ArrayBuffer> }> {
  const bytes = await paint(options.seed);
  const device = await openDevice(room, member);
  const answer = await device.upload(bytes, await device.ticket(bytes), {
    query: options.query ?? '',
    headers: { 'user-agent': userAgent },
  });
  return { uploadId: String(answer.body.uploadId), bytes };
}

async function attached(member: Member, uploadId: string): Promise<void> {
  await room.verifier.attach({
    uploadIds: [uploadId],
    accountId: member.accountId,
    target: { context: 'post', id: `post of ${uploadId}` },
  });
}

/** Every text in the database, and every blob, as one. */
async function everythingStored(): Promise<string> {
  const { rows } = await room.client.query<{ table_name: string }>(
    `select table_name from information_schema.tables where table_schema = 'public'`,
  );
  let all = '';
  for (const { table_name } of rows) {
    all += JSON.stringify((await room.client.query(`select * from ${table_name}`)).rows);
  }
  return all;
}

async function sealedBlob(uploadId: string): Promise<Uint8Array> {
  return new Uint8Array(await readFile(`${room.directory}/blobs/originals/${uploadId}`));
}

const exported = (uploadId: string, withOriginal = false) =>
  room.verifier.exportRecord({ uploadId, by: safety, reason: 'file 7', withOriginal });

describe('the record of an upload', () => {
  test('holds time, address, port, account, context and user agent', async () => {
    const startedAt = room.now();
    const { uploadId } = await sent(memberAt('ann'), { seed: 1 });
    const { record } = await exported(uploadId);
    expect(record).toEqual({
      v: 1,
      uploadId,
      at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      accountId: 'ann',
      context: 'post',
      address: peer.address,
      port: peer.port,
      userAgent,
    });
    const at = Date.parse(record?.at ?? '');
    expect(at).toBeGreaterThanOrEqual(startedAt);
    expect(at).toBeLessThanOrEqual(room.now());
  });

  test('says null where the host does not know the address, and keeps no endless user agent', async () => {
    const member = memberAt('ben', null);
    const bytes = await paint(2);
    const device = await openDevice(room, member);
    const headers = { 'user-agent': 'x'.repeat(5000) };
    const { body } = await device.upload(bytes, await device.ticket(bytes), { headers });
    const { record } = await exported(String(body.uploadId));
    expect(record).toMatchObject({ address: null, port: null, userAgent: 'x'.repeat(500) });
  });

  test('is nowhere in the database in the clear', async () => {
    const { uploadId } = await sent(memberAt('cid'), { seed: 3 });
    const all = await everythingStored();
    expect(all).toContain(uploadId);
    for (const secret of [peer.address, String(peer.port), 'Phone; rv:1']) expect(all).not.toContain(secret);
    // Nor merely written another way.
    const { rows } = await room.client.query<{ sealed: string }>('select sealed from records');
    for (const { sealed } of rows) {
      const bytes = fromBase64url(sealed) ?? new Uint8Array();
      expect(new TextDecoder('latin1').decode(bytes)).not.toContain(peer.address);
      expect(new TextDecoder('latin1').decode(bytes.subarray(0, 3))).toBe('SU1');
    }
  });

  test('does not open in the place of another’s, nor changed, nor without its key', async () => {
    const mine = await sent(memberAt('dan'), { seed: 4 });
    const other = await sent(memberAt('eve'), { seed: 5 });
    const sealedOf = async (uploadId: string) =>
      (await room.client.query<{ sealed: string }>('select sealed from records where upload_id = $1', [uploadId]))
        .rows[0]?.sealed ?? '';
    const put = (uploadId: string, sealed: string) =>
      room.client.query('update records set sealed = $2 where upload_id = $1', [uploadId, sealed]);
    const own = await sealedOf(mine.uploadId);
    await put(mine.uploadId, await sealedOf(other.uploadId));
    await expect(exported(mine.uploadId)).rejects.toMatchObject({ code: 'read-failed' });
    const bytes = fromBase64url(own) ?? new Uint8Array();
    await put(mine.uploadId, toBase64url(bytes.with(bytes.length - 20, (bytes.at(-20) ?? 0) ^ 1)));
    await expect(exported(mine.uploadId)).rejects.toMatchObject({ code: 'read-failed' });
    await put(mine.uploadId, own);
    const stranger = await room.another({ keys: { ...room.keys, sealing: [await sealingKey('another')] } });
    await expect(stranger.exportRecord({ uploadId: mine.uploadId, by: safety, reason: 'x' })).rejects.toMatchObject({
      code: 'keys-missing',
    });
    await stranger.dispose();
    expect((await exported(mine.uploadId)).record?.accountId).toBe('dan');
  });

  test('is kept of who was refused before sending, too, as long as the refusal', async () => {
    const listed = await paint(90);
    await room.verifier.banks.add({ bank: 'test', bytes: listed });
    const member = memberAt('una');
    const claim = await (await openDevice(room, member)).ticket(listed);
    const { body } = await room.send('/precheck', member, { json: { claim }, headers: { 'user-agent': userAgent } });
    expect(body.outcome).toBe('refused');
    const uploadId = String(body.uploadId);
    const found = await exported(uploadId, true);
    expect(found.record).toMatchObject({ accountId: 'una', ...peer, userAgent });
    expect(found).toMatchObject({ upload: { sha256: await digestOf(listed) }, derivatives: [], picture: null });
    room.advance(Math.max(records.kept, times.refusedPrecheck) + 60_000);
    await room.verifier.reap();
    await expect(exported(uploadId)).rejects.toMatchObject({ code: 'not-found' });
  });

  test('goes after thirty days and not before; what became of the upload stays', async () => {
    const member = memberAt('fay');
    const { uploadId } = await sent(member, { seed: 6 });
    await attached(member, uploadId);
    room.advance(records.kept - 60_000);
    await room.verifier.reap();
    expect((await exported(uploadId)).record).not.toBeNull();
    room.advance(120_000);
    await room.verifier.reap();
    const after = await exported(uploadId);
    expect(after.record).toBeNull();
    expect(after.upload).toMatchObject({ accountId: 'fay', outcome: 'allowed', state: 'attached' });
    expect((await room.client.query('select 1 from records where upload_id = $1', [uploadId])).rows).toEqual([]);
  });
});

describe('an export', () => {
  test('tells what became of the picture and when others could see it', async () => {
    const member = memberAt('gus');
    const { uploadId, bytes } = await sent(member, { seed: 7 });
    await attached(member, uploadId);
    room.advance(60_000);
    await room.verifier.takedown({ uploadId, by: moderator, reason: 'looks like file 7' });
    const found = await exported(uploadId);
    expect(found).toMatchObject({ v: 1, uploadId, exportedBy: 'sasha', reason: 'file 7', picture: null });
    expect(found.upload).toMatchObject({
      accountId: 'gus',
      context: 'post',
      route: 'claimed',
      outcome: 'allowed',
      state: 'takenDown',
      sha256: await digestOf(bytes),
      bytes: bytes.length,
      format: 'jpeg',
      width: 320,
      height: 240,
      attachedTo: { context: 'post', id: `post of ${uploadId}` },
    });
    expect(found.decisions).toMatchObject([
      { type: 'taken-down', by: 'mona', reason: 'looks like file 7', undone: false },
    ]);
    const [shown] = found.shown;
    expect(found.shown).toHaveLength(1);
    expect(Date.parse(shown?.until ?? '') - Date.parse(shown?.from ?? '')).toBeGreaterThanOrEqual(60_000);
    expect(found.derivatives.map(({ name }) => name).sort()).toEqual(['full', 'look', 'preview']);
    // A classifier's word is no evidence about anybody, and nothing of it leaves with the record.
    expect(JSON.stringify(found)).not.toMatch(/nsfw|risk|score|mobilenet|severe/i);
  });

  test('is the safety officer’s, and takes a reason', async () => {
    const { uploadId } = await sent(memberAt('hal'), { seed: 8 });
    for (const role of ['volunteer', 'moderator'] as const) {
      const by: Actor = { accountId: 'x', roles: [role] };
      await expect(room.verifier.exportRecord({ uploadId, by, reason: 'x' })).rejects.toMatchObject({
        code: 'role-missing',
      });
    }
    for (const reason of ['', 'x'.repeat(501), 'a\nb']) {
      await expect(room.verifier.exportRecord({ uploadId, by: safety, reason })).rejects.toMatchObject({
        code: 'options-invalid',
      });
    }
    const unknown = { uploadId: 'u'.repeat(22), by: safety, reason: 'x' };
    await expect(room.verifier.exportRecord(unknown)).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('the picture', () => {
  const sealedAs = (bytes: Uint8Array) => {
    const length = bytes[3] ?? 0;
    return new TextDecoder().decode(bytes.subarray(4, 4 + length));
  };

  test.each(['held', 'rejected', 'taken down'])('that is %s is sealed, and opens as it was received', async (what) => {
    const member = memberAt(`ivy ${what}`);
    const seed = 100 + what.length;
    const { uploadId, bytes } = await sent(member, { seed, ...(what === 'taken down' ? {} : { query: '?appeal=1' }) });
    await attached(member, uploadId);
    if (what === 'rejected') await room.verifier.decideHold({ uploadId, action: 'reject', by: moderator });
    if (what === 'taken down') await room.verifier.takedown({ uploadId, by: moderator });
    room.advance(times.original + dayMs);
    await room.verifier.reap();
    const stored = await sealedBlob(uploadId);
    expect(sealedAs(stored)).toBe(room.keys.sealing[0]?.id);
    expect(Buffer.from(stored).includes(Buffer.from(bytes.subarray(0, 64)))).toBe(false);
    const { picture } = await exported(uploadId, true);
    expect(picture).toEqual({ kind: 'as-received', format: 'jpeg', sha256: await digestOf(bytes), bytes });
  });

  test('that is taken down after its original went is the largest encoded one, sealed, for thirty days', async () => {
    const member = memberAt('jim');
    const { uploadId } = await sent(member, { seed: 120 });
    await attached(member, uploadId);
    room.advance(times.original + dayMs);
    await room.verifier.reap();
    const [shown] = (await room.verifier.status(uploadId)).pictures;
    const published = await room.send(shown?.address ?? '', null);
    expect(published.status).toBe(200);
    await expect(sealedBlob(uploadId)).rejects.toThrow();
    await room.verifier.takedown({ uploadId, by: moderator });
    await room.verifier.reap();
    const { picture, derivatives } = await exported(uploadId, true);
    expect(picture).toMatchObject({ kind: 're-encoded', bytes: published.bytes });
    expect(picture?.sha256).toBe(derivatives.find(({ name }) => name === 'full')?.sha256);
    const { rows } = await room.client.query<{ blob_key: string }>(
      'select blob_key from derivatives where upload_id = $1',
      [uploadId],
    );
    expect(rows).toHaveLength(3);
    for (const { blob_key } of rows) {
      const stored = new Uint8Array(await readFile(`${room.directory}/blobs/${blob_key}`));
      expect(sealedAs(stored)).toBe(room.keys.sealing[0]?.id);
    }
    room.advance(times.evidence - 60_000);
    await room.verifier.reap();
    expect((await exported(uploadId, true)).picture?.kind).toBe('re-encoded');
    room.advance(120_000);
    await room.verifier.reap();
    expect(await exported(uploadId, true)).toMatchObject({ picture: null, derivatives: [] });
    // There is nothing left that an undo could show.
    await expect(room.verifier.undo({ uploadId, by: moderator })).rejects.toMatchObject({ code: 'wrong-state' });
  });

  test('that was rejected goes whole after thirty days; until then a rejection can be undone', async () => {
    const member = memberAt('kim');
    const rejected = async (seed: number) => {
      const { uploadId } = await sent(member, { seed, query: '?appeal=1' });
      await attached(member, uploadId);
      await room.verifier.decideHold({ uploadId, action: 'reject', by: moderator });
      return uploadId;
    };
    const undone = await rejected(130);
    const over = await rejected(131);
    room.advance(times.evidence - 60_000);
    await room.verifier.reap();
    await room.verifier.undo({ uploadId: undone, by: moderator });
    room.advance(120_000);
    await room.verifier.reap();
    await room.verifier.decideHold({ uploadId: undone, action: 'release', by: moderator });
    expect((await room.verifier.status(undone)).pictures).toHaveLength(2);
    expect(await exported(over, true)).toMatchObject({ picture: null, derivatives: [] });
    await expect(room.verifier.undo({ uploadId: over, by: moderator })).rejects.toMatchObject({ code: 'wrong-state' });
  });

  test('and its record open after the sealing key was rotated, and not once the old key is lost', async () => {
    const member = memberAt('lea');
    const { uploadId, bytes } = await sent(member, { seed: 140, query: '?appeal=1' });
    const fresh = await sealingKey('rotated');
    const rotated: Keys = { ...room.keys, sealing: [fresh, ...room.keys.sealing] };
    const next = await room.another({ keys: rotated });
    const order = { uploadId, by: safety, reason: 'x', withOriginal: true };
    expect(await next.exportRecord(order)).toMatchObject({ record: { accountId: 'lea' }, picture: { bytes } });
    // What comes from now on is sealed under the new one.
    const later = await paint(141);
    const { uploadId: newer } = await next.screen(later, { accountId: 'lea', tier: 'known', context: 'post', peer });
    expect(sealedAs(await sealedBlob(uploadId))).toBe(room.keys.sealing[0]?.id);
    expect(sealedAs(await sealedBlob(newer))).toBe('rotated');
    expect(await next.exportRecord({ ...order, uploadId: newer })).toMatchObject({
      record: { address: peer.address, port: peer.port, userAgent: null },
      upload: { route: 'server' },
      picture: { bytes: later },
    });
    const careless = await room.another({ keys: { ...room.keys, sealing: [fresh] } });
    await expect(careless.exportRecord(order)).rejects.toMatchObject({ code: 'keys-missing' });
    expect((await careless.exportRecord({ ...order, uploadId: newer })).picture?.kind).toBe('as-received');
    await next.dispose();
    await careless.dispose();
  });
});

async function sealingKey(id: string): Promise<SealingKey> {
  return { id, key: await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']) };
}
