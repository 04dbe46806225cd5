import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { toUtf8 } from '@safeupload/sdk/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { answerHost } from '../../../packages/server/src/node/host-routes.js';
import { openDevice } from '../support/device.js';
import { formOf } from '../support/forge.js';
import { paint } from '../support/paint.js';
import { audience, openRoom, origin, type Room } from '../support/room.js';

let room: Room;
beforeAll(async () => {
  room = await openRoom();
});
afterAll(() => room.dispose());

const key = (n: number) => `key-${n}`.padEnd(24, '0');

describe('where a request says it comes from', () => {
  const asked = { key: { kty: 'EC', crv: 'P-256', x: 'A'.repeat(43), y: 'A'.repeat(43) }, count: 1, context: 'post' };
  test.each<[string, Record<string, string | null>]>([
    ['no Origin, a cookie', { origin: null }],
    ['no Origin, a cookie, Sec-Fetch-Site: none', { origin: null, 'sec-fetch-site': 'none' }],
    ['no Origin, a cookie, Sec-Fetch-Site: same-site', { origin: null, 'sec-fetch-site': 'same-site' }],
    ['no Origin, a cookie, Sec-Fetch-Site in capitals', { origin: null, 'sec-fetch-site': 'SAME-ORIGIN' }],
    ['no Origin, a cookie and Authorization', { origin: null, authorization: 'Bearer x' }],
    ['Origin: null', { origin: 'null' }],
    ['Origin: null, said to be same-origin', { origin: 'null', 'sec-fetch-site': 'same-origin' }],
    ['Origin: null with Authorization', { origin: 'null', authorization: 'Bearer x', cookie: null }],
    ['an empty Origin', { origin: '' }],
    ['an empty Origin, said to be same-origin', { origin: '', 'sec-fetch-site': 'same-origin' }],
    ['capitals', { origin: 'https://FORUM.example' }],
    ['a slash', { origin: `${origin}/` }],
    ['the port spelt out', { origin: `${origin}:443` }],
    ['another scheme', { origin: 'http://forum.example' }],
    ['a name that begins alike', { origin: `${origin}.evil.example` }],
    ['a name that ends alike', { origin: 'https://evilforum.example' }],
    ['credentials in it', { origin: 'https://forum.example@evil.example' }],
    ['two of them', { origin: `${origin}, ${origin}` }],
    ['a foreign one with Authorization', { origin: 'https://evil.example', authorization: 'Bearer x' }],
  ])('%s: refused before anything is read', async (_, headers) => {
    const member = room.member('origin');
    for (const path of ['/challenge', '/precheck', '/deposit', '/withdraw', '/upload?context=post']) {
      const answer = await room.send(path, member, { headers, json: asked });
      expect([answer.status, answer.body.code], path).toEqual([403, 'origin-refused']);
      expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
    }
  });

  test('another method does not reach a route that changes something', async () => {
    const member = room.member('methods');
    for (const method of ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE']) {
      const answer = await room.send('/withdraw', member, { method });
      expect(answer.status, method).toBe(405);
    }
  });
});

describe('forms that two parsers would read differently', () => {
  const boundary = 'bbbbbbbb';
  const plain = `multipart/form-data; boundary=${boundary}`;
  const part = (name: string, value: string, more = '') =>
    `--${boundary}\r\ncontent-disposition: form-data; name="${name}"${more}\r\n\r\n${value}\r\n`;
  const end = `--${boundary}--\r\n`;
  const said = part('context', 'post') + part('idempotency_key', key(1));
  test.each<[string, string, string]>([
    ['no boundary', 'multipart/form-data', said + part('file', 'x', '; filename="a"') + end],
    ['an empty boundary', 'multipart/form-data; boundary=""', said + part('file', 'x') + end],
    ['two boundaries', `${plain}; boundary=other`, said + part('file', 'x') + end],
    ['a comment after the boundary', `${plain}; charset=utf-8`, said + part('file', 'x') + end],
    ['a preamble', plain, `hello\r\n${said}${part('file', 'x')}${end}`],
    ['thousands of parts', plain, part('context', 'post').repeat(20_000) + end],
    ['thousands of boundaries', plain, `--${boundary}\r\n`.repeat(20_000) + end],
    ['a field name of 100 KB', plain, said + part('n'.repeat(100_000), 'x') + part('file', 'x') + end],
    ['headers of 100 KB', plain, said + part('file', 'x', `; filename="${'f'.repeat(100_000)}"`) + end],
    ['a field twice', plain, said + part('context', 'avatar') + part('file', 'x') + end],
    ['a field after the file', plain, said + part('file', 'x') + part('appeal', '1') + end],
    ['two files', plain, said + part('file', 'x', '; filename="a"') + part('file', 'y', '; filename="b"') + end],
    ['no file', plain, said + end],
    ['no end', plain, said + part('file', 'x')],
    ['an unknown field', plain, said + part('isAdmin', '1') + part('file', 'x') + end],
    ['a name without quotes', plain, `--${boundary}\r\ncontent-disposition: form-data; name=file\r\n\r\nx\r\n${end}`],
    [
      'a name in single quotes',
      plain,
      `--${boundary}\r\ncontent-disposition: form-data; name='file'\r\n\r\nx\r\n${end}`,
    ],
    ['a name with a quote in it', plain, said + part('fi\\"le', 'x') + end],
    ['an encoded name', plain, `--${boundary}\r\ncontent-disposition: form-data; name*=utf-8''file\r\n\r\nx\r\n${end}`],
    [
      'two dispositions',
      plain,
      `${said}--${boundary}\r\ncontent-disposition: form-data; name="file"\r\ncontent-disposition: form-data; name="note"\r\n\r\nx\r\n${end}`,
    ],
    [
      'an encoded part',
      plain,
      `${said}--${boundary}\r\ncontent-disposition: form-data; name="file"\r\ncontent-transfer-encoding: base64\r\n\r\neA==\r\n${end}`,
    ],
    [
      'a folded header',
      plain,
      `${said}--${boundary}\r\ncontent-disposition: form-data;\r\n name="file"\r\n\r\nx\r\n${end}`,
    ],
    ['bare line feeds', plain, (said + part('file', 'x') + end).replaceAll('\r\n', '\n')],
    ['a note without an appeal', plain, said + part('note', 'hello') + part('file', 'x') + end],
    [
      'a note that is too long',
      plain,
      said + part('appeal', '1') + part('note', 'n'.repeat(501)) + part('file', 'x') + end,
    ],
  ])('%s: refused', async (_, contentType, body) => {
    const startedAt = performance.now();
    const answer = await room.send('/upload', room.member(`form-${Math.random()}`), {
      body: toUtf8(body),
      headers: { 'content-type': contentType },
    });
    expect([answer.status, answer.body.code]).toEqual([400, 'request-invalid']);
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });

  test('a zero byte where the database would choke on it ends in a refusal', async () => {
    const member = room.member('zero');
    const picture = await paint(61);
    const form = formOf({ context: 'post', idempotency_key: key(2), appeal: '1', note: 'a\0b' }, picture);
    const answer = await room.send('/upload', member, {
      body: form.body,
      headers: { 'content-type': form.contentType },
    });
    expect(answer.body.code).toBe('request-invalid');

    const device = await openDevice(room, member);
    for (const runtime of ['a\0b', '\ud800', 'x\u202e']) {
      const token = await device.ticket(picture, { runtime, verdict: { action: 'block', reasons: ['risk-high'] } });
      const checked = await room.send('/precheck', member, { json: { claim: token } });
      expect(checked.body.code, JSON.stringify(runtime)).toBe('claim-malformed');
    }
    expect(room.errors).toEqual([]);
  });

  test('a note in any language and of several lines is taken', async () => {
    const notes = ['two\nlines\ttabbed', '\u200fשלום\u200e (hello)', '\u061cسلام', '👨‍👩‍👧 family'];
    for (const [index, note] of notes.entries()) {
      const form = formOf({ context: 'post', idempotency_key: key(20 + index), appeal: '1', note }, await paint(64));
      const answer = await room.send('/upload', room.member('writer'), {
        body: form.body,
        headers: { 'content-type': form.contentType },
      });
      expect([answer.body.outcome, note]).toEqual(['held', note]);
    }
  });

  test('10 MB of half boundaries are read in a moment', async () => {
    const half = `\r\n--${'b'.repeat(69)}`;
    const text = half.repeat(Math.floor(9_900_000 / half.length));
    const body = toUtf8(`--${'b'.repeat(70)}\r\ncontent-disposition: form-data; name="file"\r\n\r\n${text}`);
    const startedAt = performance.now();
    const answer = await room.send('/upload', room.member('half'), {
      body,
      headers: { 'content-type': `multipart/form-data; boundary=${'b'.repeat(70)}` },
    });
    expect(answer.body.code).toBe('request-invalid');
    expect(performance.now() - startedAt).toBeLessThan(3_000);
  });
});

describe('what a host says on somebody’s behalf', () => {
  const call = async (name: string, fields: unknown) => {
    const body = JSON.stringify(fields);
    const answer = await answerHost(
      name,
      new Request(`${audience}/host/${name}`, { method: 'POST', body }),
      room.verifier,
    );
    return { status: answer.status, body: (await answer.json()) as { code?: string } };
  };

  test('a reason of several lines in any language is kept as one; nothing unprintable reaches the database', async () => {
    const device = await openDevice(room, room.member('hosted'));
    const uploadId = String((await device.send(await paint(65))).body.uploadId);
    const by = { accountId: 'mona', roles: ['moderator'] };
    for (const reason of ['a\0b', '\ud800', 'x\u202ey', '', {}, 5]) {
      expect((await call('takedown', { uploadId, by, reason })).body.code).toBe('options-invalid');
    }
    expect((await call('takedown', { uploadId, by, reason: 'not here\r\n\tשלום\u200f' })).status).toBe(200);
    const [decision] = await room.verifier.decisions({ by: { accountId: 'mona', roles: ['moderator'] } });
    expect(decision?.reason).toBe('not here שלום\u200f');
    for (const name of ['__proto__', 'constructor', 'toString', '../status', '']) {
      expect((await call(name, {})).body.code, name).toBe('not-found');
    }
    for (const roles of [['moderator', 'root'], 'moderator', null, [['moderator']]]) {
      const forged = await call('undo', { uploadId, by: { accountId: 'x', roles } });
      expect(forged.body.code).toBe('options-invalid');
    }
    expect((await call('undo', { uploadId, by: { accountId: 'x', roles: [] } })).body.code).toBe('role-missing');
  });
});

/** V8's own collector, which Node hides unless asked. */
function garbageCollector(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc');
}

describe('bodies', () => {
  test('a body in pieces of one byte takes no more memory than one in one piece', async () => {
    const pieces = 1_000_000;
    let sent = 0;
    const one = new Uint8Array(1);
    const during: number[] = [];
    const collect = garbageCollector();
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        // Each piece is memory of its own, as those of a socket are.
        for (let i = 0; i < 1_000 && sent < pieces; i++, sent++) controller.enqueue(one.slice());
        if (sent % 100_000 === 0) {
          // What is only waiting to be collected is nobody's: it comes and goes with the machine's mood.
          collect();
          const { heapUsed, arrayBuffers } = process.memoryUsage();
          during.push(heapUsed + arrayBuffers);
        }
        if (sent >= pieces) controller.close();
      },
    });
    const request = new Request(`${audience}/upload?context=post`, {
      method: 'POST',
      headers: {
        origin,
        cookie: room.member('pieces').cookie,
        'content-type': 'image/jpeg',
        'idempotency-key': key(3),
      },
      body,
      // @ts-expect-error Node asks for it, the DOM's types do not know it.
      duplex: 'half',
    });
    const answer = await room.verifier.fetch(request);
    expect(((await answer.json()) as { code: string }).code).toBe('format-unknown');
    const grown = Math.max(...during) - (during[0] ?? 0);
    expect(grown).toBeLessThan(60_000_000);
  });

  test('a body that lies about its length is still bounded', async () => {
    const member = room.member('liar');
    for (const [length, status] of [
      ['99999999999', 413],
      ['1e3', 413],
      ['0x10', 413],
      ['-1', 413],
      ['NaN', 413],
    ] as const) {
      const answer = await room.send('/upload?context=post', member, {
        body: new Uint8Array(10_000_001),
        headers: { 'content-type': 'image/jpeg', 'idempotency-key': key(4), 'content-length': length },
      });
      expect(answer.status, length).toBe(status);
    }
  });
});

describe('one account with many sessions', () => {
  test('does not upload more often than one session may', async () => {
    const first = room.member('many');
    const picture = new Uint8Array(100);
    const codes: unknown[] = [];
    for (let i = 0; i < 130; i++) {
      const answer = await room.send('/upload?context=post', i % 10 === 0 ? first.elsewhere() : first, {
        body: picture,
        headers: { 'content-type': 'image/jpeg', 'idempotency-key': key(1000 + i) },
      });
      codes.push(answer.body.code);
    }
    const others: unknown[] = [];
    for (let i = 0; i < 60; i++) {
      const answer = await room.send('/upload?context=post', first.elsewhere(), {
        body: picture,
        headers: { 'content-type': 'image/jpeg', 'idempotency-key': key(2000 + i) },
      });
      others.push(answer.body.code);
    }
    expect(others).toContain('rate-limited');
  });
});

describe('a clock that is set back', () => {
  test('locks nobody out for longer than a minute', async () => {
    const member = room.member('early');
    const send = (n: number) =>
      room.send('/upload?context=post', member, {
        body: new Uint8Array(10),
        headers: { 'content-type': 'image/jpeg', 'idempotency-key': key(3000 + n) },
      });
    for (let i = 0; i < 30; i++) await send(i);
    room.advance(-3_600_000);
    const answer = await send(31);
    if (answer.body.code === 'rate-limited') expect(Number(answer.body.retryAfterSeconds)).toBeLessThanOrEqual(60);
    room.advance(61_000);
    expect((await send(32)).body.code).toBe('format-unknown');
    room.advance(3_600_000 - 61_000);
  });
});

describe('repeats', () => {
  test('a key of another account in the same session is not its answer', async () => {
    const picture = await paint(62);
    const order = { context: 'post', tier: 'known', idempotencyKey: key(5) } as const;
    const long = 'x'.repeat(198);
    const first = await room.verifier.screen(picture, { ...order, accountId: `${long}a` });
    const second = await room.verifier.screen(picture, { ...order, accountId: `${long}b` });
    expect(second.uploadId).not.toBe(first.uploadId);
  });
});

describe('addresses', () => {
  test.each([
    '/p/..%2f..%2fkeys.json',
    '/p/%2e%2e/keys.json',
    '/p/AAAAAAAAAAAAAAAAAAAAAA.jpg%00.png',
    '/p/AAAAAAAAAAAAAAAAAAAAAA.svg',
    '/p/AAAAAAAAAAAAAAAAAAAAAA.jpg/',
    '/p//AAAAAAAAAAAAAAAAAAAAAA.jpg',
    '/p/%',
    '/p/%E0%A4%A',
    '/status/%E0%A4%A',
    '/status/%00',
    '/status/..%2f..%2f',
    '/receipts/%00',
    '/receipts/%E0%A4%A',
    '/receipts/AAAA',
  ])('%s leads nowhere', async (path) => {
    const answer = await room.send(path, room.member('walker'));
    expect(answer.status).toBe(404);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(room.errors).toEqual([]);
  });

  test('a picture that was taken down: no 200, 304, 206 or length by any method or condition', async () => {
    const member = room.member('gone');
    const device = await openDevice(room, member);
    const { body } = await device.send(await paint(63));
    const uploadId = String(body.uploadId);
    const [attached] = await room.verifier.attach({
      uploadIds: [uploadId],
      accountId: 'gone',
      target: { context: 'post', id: 'p' },
    });
    const address = attached?.pictures[0]?.address ?? '';
    const etag = (await room.send(address, null)).headers.get('etag');
    expect((await room.send(address, null, { headers: { range: 'bytes=0-9' } })).status).toBe(200);
    await room.verifier.takedown({ uploadId, by: { accountId: 'm', roles: ['moderator'] } });
    for (const method of ['GET', 'HEAD']) {
      for (const headers of [{}, { 'if-none-match': etag }, { 'if-none-match': '*' }, { range: 'bytes=0-9' }]) {
        const answer = await room.send(address, null, { method, headers });
        expect(answer.status).toBe(404);
        expect(answer.headers.get('etag')).toBeNull();
      }
    }
  });
});

test('nothing broke on the way', () => {
  expect(room.errors).toEqual([]);
  expect(room.statuses.filter((status) => status >= 500)).toEqual([]);
});
