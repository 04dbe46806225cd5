// What an attacker without a browser sends to the forum. Requests are raw: no browser tidies them up.
import { readFile, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { expect, test } from '@playwright/test';
import { paint } from '../server/support/paint.js';
import { freePort, freshDirectory, type StartedForum, startForum } from './support/start-forum.js';

let forum: StartedForum;
let port: number;
test.beforeAll(async () => {
  port = await freePort();
  forum = await startForum({ dataDirectory: await freshDirectory(), port, words: ['--no-seed'] });
});
test.afterAll(async () => {
  await forum.close();
  await rm(forum.dataDirectory, { recursive: true, force: true });
});

/** What came with the night: curtain, groups, legal holds, reports. */
const night = [
  '/curtain/up',
  '/curtain/down',
  '/desk/groups/reject',
  '/desk/legal-holds',
  '/desk/legal-holds/lift',
  `/pictures/${'A'.repeat(22)}/report`,
];

/** Anybody may play it, from the forum's own page. */
const rehearsal = '/night/play';

const form = (fields: Readonly<Record<string, string>>) => new URLSearchParams(fields).toString();

/** A POST of a form, by default the way the forum's own page sends it. */
function post(path: string, body: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
  return fetch(`${forum.address}${path}`, {
    method: 'POST',
    redirect: 'manual',
    headers: { origin: forum.address, 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body,
  });
}

/** Signs in and returns the cookie. */
async function actAs(account: string, headers: Readonly<Record<string, string>> = {}): Promise<string> {
  const answer = await post('/act-as', form({ account, back: '/' }), headers);
  return (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
}

const json = (path: string, cookie: string, body: unknown) =>
  fetch(`${forum.address}${path}`, {
    method: 'POST',
    headers: { origin: forum.address, cookie, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

let drafts = 0;
async function newThread(cookie: string, title: string, text: string): Promise<string> {
  drafts += 1;
  const answer = await json('/api/threads', cookie, {
    title,
    board: 'babies',
    text,
    pictures: [],
    draftId: `draft-${drafts}-0000`,
  });
  expect(answer.status).toBe(200);
  return ((await answer.json()) as { address: string }).address;
}

test.describe('in a member’s name', () => {
  const paths = ['/act-as', '/sign-out', '/threads', '/t/1/posts', '/posts/1/remove', '/me/avatar', '/api/threads'];
  const desk = ['release', 'reject', 'reject-and-bank', 'hide', 'takedown', 'undo', 'look/full'].map(
    (one) => `/desk/uploads/${'A'.repeat(22)}/${one}`,
  );
  test('no foreign page posts anything anywhere', async () => {
    const cookie = await actAs('acct-harbour');
    for (const path of [...paths, ...desk, ...night, rehearsal]) {
      for (const origin of ['https://evil.example', 'null', `${forum.address}.evil.example`, `${forum.address}/`]) {
        const answer = await post(path, form({ account: 'acct-heron' }), { origin, cookie });
        expect([answer.status, answer.headers.get('set-cookie')], `${path} from ${origin}`).toEqual([403, null]);
      }
    }
  });

  test('nobody without the role decides, looks or sees the desk, whatever the form says', async () => {
    for (const account of ['acct-teapot', 'acct-kite']) {
      const cookie = await actAs(account);
      expect((await fetch(`${forum.address}/desk`, { headers: { cookie } })).status).toBe(403);
      for (const path of desk) {
        const answer = await post(path, form({ by: 'acct-harbour', accountId: 'acct-harbour', roles: 'safety' }), {
          cookie,
        });
        expect([403, 404], path).toContain(answer.status);
        if (!path.endsWith('undo')) expect(answer.status, path).toBe(403);
      }
      for (const path of night.filter((one) => !one.endsWith('/report'))) {
        const form_ = { kind: 'account', id: 'acct-kite', account: 'acct-kite', reason: 'because', roles: 'safety' };
        expect((await post(path, form(form_), { cookie })).status, path).toBe(403);
      }
    }
    // A volunteer hides and pulls the curtain, and does nothing that cannot be over within an hour.
    const volunteer = await actAs('acct-kettle');
    const beyond = [...desk, ...night].filter((path) => !/undo|hide|curtain|report$/.test(path));
    expect(beyond.length).toBeGreaterThan(6);
    for (const path of beyond) expect((await post(path, form({}), { cookie: volunteer })).status, path).toBe(403);
    for (const path of desk) expect([303, 401]).toContain((await post(path, '')).status);
  });

  test('accounts that nobody may act as stay closed; a cookie changed anywhere is nobody’s', async () => {
    for (const account of ['acct-umbrella', 'acct-nobody', '__proto__', '']) expect(await actAs(account)).toBe('');
    const cookie = await actAs('acct-kite');
    const [name, value = ''] = cookie.split('=', 2);
    const [, session, expires, mac] = value.split('.');
    for (const forged of [
      `acct-harbour.${session}.${expires}.${mac}`,
      `acct-kite.${session}.9999999999.${mac}`,
      `acct-kite.fixed.${expires}.${mac}`,
      `acct-kite.${session}.${expires}.`,
      `acct-kite.${session}.${expires}.${'A'.repeat(43)}`,
      `acct-kite.${session}.${expires}`,
    ]) {
      const answer = await json('/api/avatar', `${name}=${forged}`, { uploadId: 'A'.repeat(22) });
      expect(answer.status, forged).toBe(401);
    }
    const header = (await post('/act-as', form({ account: 'acct-kite' }))).headers.get('set-cookie') ?? '';
    expect(header).toMatch(/HttpOnly/);
    expect(header).toMatch(/SameSite=Lax/);
    // A session that was there before is not taken over.
    const again = await actAs('acct-kite', { cookie });
    expect(again).not.toBe(cookie);
  });

  test('no form leads out of the forum', async () => {
    for (const back of [
      'https://evil.example/',
      '//evil.example/',
      '/\\evil.example',
      '/\t/evil.example',
      '/\n//evil.example',
      'javascript:alert(1)',
      '/.//evil.example',
      '/%2f%2fevil.example',
      '/..//evil.example',
      '/a/..//evil.example',
      '/x/..//..//evil.example',
      '@evil.example',
    ]) {
      const answer = await post('/act-as', form({ account: 'acct-kite', back }));
      const location = answer.headers.get('location') ?? '';
      expect(new URL(location, forum.address).origin, `${back} → ${location}`).toBe(forum.address);
    }
  });
});

test.describe('what people write', () => {
  const foreign = 'https://evil.example/x.png';
  const spellings = [
    `![x](${foreign})`,
    `![x](//evil.example/x.png)`,
    `![x](\\\\evil.example\\x.png)`,
    `![x](${foreign} "title")`,
    `![x](<${foreign}>)`,
    `![x](HTTPS://EVIL.example/x.png)`,
    `![x]( ${foreign} )`,
    `![x](java\tscript:alert(1))`,
    `![x](javascript:alert(1))`,
    `![x](data:image/png;base64,iVBORw0KGgo=)`,
    `![x](blob:${foreign})`,
    `![x](upload:${foreign})`,
    `![x](upload:AAAAAAAAAAAAAAAAAAAAAA)`,
    `![x](/safe-upload/p/AAAAAAAAAAAAAAAAAAAAAA.jpg)`,
    `![" onerror="alert(1)](${foreign}" onerror="alert(1))`,
    `![x][1]\n\n[1]: ${foreign}`,
    `[img]${foreign}[/img]`,
    `[IMG]${foreign}[/IMG]`,
    `[img=100x100]${foreign}[/img]`,
    `[img width=1]//evil.example/x.png[/img]`,
    `<img src="${foreign}">`,
    `<IMG SRC=${foreign}>`,
    `<img srcset="${foreign} 1x">`,
    `<img src=x onerror=alert(1)>`,
    `<img/src="${foreign}">`,
    `<img\nsrc="${foreign}">`,
    `<picture><source srcset="${foreign}"><img></picture>`,
    `<svg><image href="${foreign}"/></svg>`,
    `<svg onload=alert(1)>`,
    `<video poster="${foreign}">`,
    `<input type=image src="${foreign}">`,
    `<div style="background:url(${foreign})">`,
    `<link rel=stylesheet href="${foreign}">`,
    `<style>@import '${foreign}'</style>`,
    `<script src="${foreign}"></script>`,
    `<base href="https://evil.example/">`,
    `<meta http-equiv=refresh content="0;url=${foreign}">`,
    `<iframe srcdoc="<img src=${foreign}>">`,
    `&#x3c;img src=${foreign}&#x3e;`,
    `&lt;img src=${foreign}&gt;`,
    `\u003cimg src=${foreign}\u003e`,
    `＜img src=${foreign}＞`,
    `<\u0000img src=${foreign}>`,
    `[click](javascript:alert(1))`,
    `[click](data:text/html,<script>alert(1)</script>)`,
    `[click](${foreign}"onmouseover="alert(1))`,
    `https://evil.example/"onmouseover="alert(1)`,
    `**<img src=${foreign}>**`,
    `\`<img src=${foreign}>\``,
    `> <img src=${foreign}>`,
    `- <img src=${foreign}>`,
    `![![x](${foreign})](${foreign})`,
    `[![x](${foreign})](javascript:alert(1))`,
    `\u202e![x](${foreign})`,
  ].filter((text) => !text.includes('\u0000'));

  test('becomes text and links, in every spelling of a picture', async () => {
    const cookie = await actAs('acct-kite');
    const titles = ['<img src=x onerror=alert(1)>', '"><script>alert(1)</script>', `<svg onload=alert(1)>`];
    for (const [index, spelling] of spellings.entries()) {
      const address = await newThread(cookie, `${titles[index % titles.length]} ${index}`, spelling);
      const answer = await fetch(`${forum.address}${address}`);
      const page = await answer.text();
      const start = page.indexOf('class="prose"');
      expect(start, spelling).toBeGreaterThan(0);
      const body = page.slice(start, page.indexOf('</article>', start));
      for (const [tag] of page.matchAll(
        /<(?:img|source|svg|image|video|iframe|script|link|style|base|meta|input)\b[^>]*>/gi,
      )) {
        expect(tag, spelling).not.toMatch(/evil|alert|srcdoc/i);
      }
      expect(body, spelling).not.toMatch(/<(img|source|image|video|iframe|script|link|style|base|meta)\b/i);
      for (const [, href = ''] of page.matchAll(/\bhref="([^"]*)"/g)) {
        expect(href, spelling).toMatch(/^(https?:\/\/|\/|#)/i);
      }
      expect(page.replace(/"[^"]*"/g, '""'), spelling).not.toMatch(/<[^>]*\son(error|load|mouseover)\s*=/i);
      const policy = answer.headers.get('content-security-policy') ?? '';
      for (const directive of [
        "default-src 'none'",
        "img-src 'self' blob:",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
      ]) {
        expect(policy).toContain(directive);
      }
      expect(policy).not.toContain('unsafe-inline');
    }
    const front = await (await fetch(forum.address)).text();
    expect(front).not.toMatch(/<img[^>]*(alert|evil)|<script>alert|<svg onload/i);
  });

  test('a description of a picture is only ever a description', async () => {
    const cookie = await actAs('acct-teapot');
    const picture = await paint(71);
    const uploaded = await fetch(`${forum.address}/safe-upload/upload?context=post`, {
      method: 'POST',
      headers: { origin: forum.address, cookie, 'content-type': 'image/jpeg', 'idempotency-key': 'k'.repeat(22) },
      body: picture,
    });
    const { uploadId } = (await uploaded.json()) as { uploadId: string };
    const answer = await json('/api/threads', cookie, {
      title: 'described',
      board: 'babies',
      text: `![a" onload="alert(1)](upload:${uploadId})`,
      pictures: [{ uploadId, description: '"><img src=x onerror=alert(1)>' }],
      draftId: 'described-0000',
    });
    const { address } = (await answer.json()) as { address: string };
    const page = await (await fetch(`${forum.address}${address}`)).text();
    const tags = [...page.matchAll(/<img\b[^>]*>/g)].map(([tag]) => tag);
    expect(tags.length).toBeGreaterThan(0);
    for (const tag of tags) {
      expect(tag).toMatch(/src="\/(safe-upload\/p|assets)\//);
      // What stands between quotes is a value.
      expect(tag.replace(/"[^"]*"/g, '""')).not.toMatch(/\son(load|error)\s*=|evil/);
    }

    // Nobody else can name it in a post of theirs.
    const other = await actAs('acct-kite');
    const stolen = await json('/api/threads', other, {
      title: 'stolen',
      board: 'babies',
      text: `![x](upload:${uploadId})`,
      pictures: [{ uploadId, description: '' }],
      draftId: 'stolen-0000',
    });
    expect([stolen.status, ((await stolen.json()) as { code: string }).code]).toEqual([409, 'not-yours']);
  });
});

test.describe('the same draft sent twice', () => {
  test('at once: one post, with its picture, and nothing lost', async () => {
    const cookie = await actAs('acct-teapot');
    for (let round = 0; round < 5; round++) {
      const uploaded = await fetch(`${forum.address}/safe-upload/upload?context=post`, {
        method: 'POST',
        headers: {
          origin: forum.address,
          cookie,
          'content-type': 'image/jpeg',
          'idempotency-key': `twice-${round}`.padEnd(22, '0'),
        },
        body: await paint(80 + round),
      });
      const { uploadId } = (await uploaded.json()) as { uploadId: string };
      const send = () =>
        json('/api/threads', cookie, {
          title: `twice ${round}`,
          board: 'babies',
          text: `twice ${round}`,
          pictures: [{ uploadId, description: '' }],
          draftId: `twice-${round}-0000`,
        });
      const answers = await Promise.all([send(), send(), send()]);
      const addresses = await Promise.all(
        answers.map(async (answer) =>
          answer.status === 200 ? ((await answer.json()) as { address: string }).address : null,
        ),
      );
      const given = addresses.filter((address) => address !== null);
      expect(given.length, `round ${round}: ${answers.map(({ status }) => status).join()}`).toBeGreaterThan(0);
      expect(new Set(given).size).toBe(1);
      for (const address of given) {
        const page = await fetch(`${forum.address}${address}`);
        expect(page.status).toBe(200);
        expect(await page.text()).toContain(`data-upload="${uploadId}"`);
      }
    }
  });
});

test.describe('forms without JavaScript', () => {
  test('are held to the same limits as every other upload', async () => {
    const cookie = await actAs('acct-teapot');
    const picture = new Blob([await paint(90)], { type: 'image/jpeg' });
    const problems: string[] = [];
    // Thirty at once, then one every two seconds: how many of these are refused is a matter of how fast the machine is.
    for (let i = 0; i < 150 && problems.length < 10; i++) {
      const body = new FormData();
      body.set('title', `form ${i}`);
      body.set('board', 'babies');
      body.set('text', `words ${i}`);
      body.set('file', picture, 'a.jpg');
      const answer = await fetch(`${forum.address}/threads`, {
        method: 'POST',
        redirect: 'manual',
        headers: { origin: forum.address, cookie },
        body,
      });
      if (answer.status === 303) continue;
      const page = await answer.text();
      expect(page).toContain(`words ${i}`);
      problems.push(page);
    }
    expect(problems.length).toBe(10);
    expect(problems.at(-1)).toContain('in a short time');
  });
});

test.describe('files and bodies', () => {
  test('no path leads out of the served directories', async () => {
    for (const path of [
      '/assets/../../server/start.js',
      '/assets/..%2f..%2fpackage.json',
      '/assets/%2e%2e/%2e%2e/package.json',
      '/assets/..%5c..%5cpackage.json',
      '/assets//etc/passwd',
      '/assets/.keys.json',
      '/samples/../keys.json',
      '/samples/%00ordinary.jpg',
      '/samples/ordinary.jpg%00.js',
    ]) {
      const status = await raw(`GET ${path} HTTP/1.1\r\nHost: localhost:${port}\r\nConnection: close\r\n\r\n`);
      expect(status, path).toMatch(/^HTTP\/1.1 (404|400)/);
    }
  });

  test('a form of any length is not kept: every route that reads one has a bound', async () => {
    const cookie = await actAs('acct-kite');
    const most = 20_000_000;
    const paths = [
      '/act-as',
      `/desk/uploads/${'A'.repeat(22)}/release`,
      ...night,
      rehearsal,
      '/threads',
      '/t/1/posts',
      '/me/avatar',
      '/api/threads',
    ];
    for (const path of paths) {
      const taken = await pour(path, cookie, most);
      expect(taken.status, `${path} took ${taken.bytes} bytes`).toMatch(/^HTTP\/1.1 413/);
    }
  });

  test('nothing from outside makes it print an error', async () => {
    expect(forum.printed()).not.toMatch(/Error|at .*\.js:/);
    expect(await readFile(`${forum.dataDirectory}/cookie-secret`, 'utf8')).toMatch(/^.{32,}$/);
  });
});

/** Sends these letters and returns the head of the answer. */
function raw(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    let heard = '';
    socket.on('data', (chunk) => {
      heard += String(chunk);
    });
    socket.on('error', reject);
    socket.on('close', () => resolve(heard));
    socket.setTimeout(10_000, () => socket.destroy());
    socket.write(text);
  });
}

/** Pours a chunked form at a route and returns what it answered, and how much it had taken by then. */
function pour(path: string, cookie: string, most: number): Promise<{ status: string; bytes: number }> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    const piece = `10000\r\n${'a'.repeat(65_536)}\r\n`;
    let heard = '';
    let bytes = 0;
    const end = () => resolve({ status: heard.split('\r\n', 1)[0] ?? '', bytes });
    socket.on('data', (chunk) => {
      heard += String(chunk);
      socket.destroy();
    });
    socket.on('error', (error) => (heard === '' && bytes === 0 ? reject(error) : undefined));
    socket.on('close', end);
    socket.setTimeout(20_000, () => socket.destroy());
    socket.write(
      `POST ${path} HTTP/1.1\r\nHost: localhost:${port}\r\nOrigin: ${forum.address}\r\nCookie: ${cookie}\r\nContent-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n\r\n`,
    );
    const more = (): void => {
      while (!socket.destroyed && bytes < most) {
        bytes += 65_536;
        if (!socket.write(piece)) {
          socket.once('drain', more);
          return;
        }
      }
      if (!socket.destroyed) socket.write('0\r\n\r\n');
    };
    more();
  });
}
