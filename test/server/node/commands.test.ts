import { readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { main } from '../../../packages/server/src/node/cli/main.js';
import { paint } from '../support/paint.js';
import { openServeProcess, type ServeProcess } from '../support/serve-process.js';

// The commands of the night and of the safety officer, and the same for hosts in other languages: against a running
// server, and against its directory once it is stopped.

const safety = { accountId: 'sasha', roles: ['safety'] };
const moderator = { accountId: 'mona', roles: ['moderator'] };
const volunteer = { accountId: 'vera', roles: ['volunteer'] };
const since = Date.UTC(2019, 4, 1);

let server: ServeProcess;
let seed = 60_000;
beforeAll(async () => {
  server = await openServeProcess();
  await server.start();
});
afterAll(() => server.dispose());

interface Posted {
  readonly uploadId: string;
  readonly address: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

async function uploaded(accountId: string, claims: Readonly<Record<string, unknown>> = {}) {
  const bytes = await paint(seed++);
  const member = { sub: accountId, sid: `session of ${accountId}`, tier: 'known', roles: [], ...claims };
  const response = await fetch(`${server.base()}/upload?context=post`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${await server.token(member)}`,
      'idempotency-key': `key-${String(seed).padStart(20, '0')}`,
      'content-type': 'image/jpeg',
      'user-agent': 'Tests/1',
    },
    body: bytes,
  });
  return { status: response.status, body: await response.json(), bytes };
}

async function posted(accountId: string, claims?: Readonly<Record<string, unknown>>): Promise<Posted> {
  const { body, bytes } = await uploaded(accountId, claims);
  const { uploadId } = body;
  const attached = await server.host('attach', {
    uploadIds: [uploadId],
    accountId,
    target: { context: 'post', id: uploadId },
  });
  // Provable: docs/serve.md.
  const [{ pictures }] = attached.body.value as [{ pictures: readonly { address: string }[] }];
  return { uploadId, bytes, address: pictures[0]?.address ?? '' };
}

async function isShown({ address }: Posted): Promise<boolean> {
  const { pathname } = new URL(address);
  return (await fetch(new URL(pathname, server.base()))).status === 200;
}

async function entries(): Promise<number> {
  const { out } = await server.command('audit', 'verify', '--json');
  return JSON.parse(out).entries;
}

/** The same in this very process, for what is refused before anything is asked of a server: a process takes a second. */
async function here(name: string, ...words: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  const [out, err] = [process.stdout, process.stderr].map((stream) =>
    vi.spyOn(stream, 'write').mockImplementation(() => true),
  );
  try {
    const code = await main([name, '--data', server.directory, ...words]);
    const [said, complained] = [out, err].map((spy) => spy?.mock.calls.map(([text]) => String(text)).join('') ?? '');
    return { code, out: said ?? '', err: complained ?? '' };
  } finally {
    for (const spy of [out, err]) spy?.mockRestore();
  }
}

describe('curtain', () => {
  it('goes up, is renewed, tells how it stands and comes down, in the running server', async () => {
    const picture = await posted('ann');
    expect(await isShown(picture)).toBe(true);
    expect(await server.command('curtain', 'status')).toEqual({ code: 0, out: 'The curtain is down.\n', err: '' });
    const up = await server.command('curtain', 'up');
    expect(up).toMatchObject({ code: 0, err: '' });
    expect(up.out).toMatch(/^The curtain is up until \d{4}-.*Z, pulled by operator\. Hidden: 1 picture\. /);
    expect(await isShown(picture)).toBe(false);
    const status = JSON.parse((await server.command('curtain', 'status', '--json')).out);
    expect(status).toMatchObject({ isUp: true, upBy: 'operator', hidden: 1 });
    const renewed = JSON.parse((await server.command('curtain', 'up', '--json')).out);
    expect(renewed.expiresAt).toBeGreaterThan(status.expiresAt);
    const down = await server.command('curtain', 'down');
    expect(down).toMatchObject({ code: 0, err: '' });
    expect(down.out).toContain('Of 1 picture that the last one hid, 1 came back by themselves; 0 stay');
    expect(await isShown(picture)).toBe(true);
  });

  it.each([[[]], [['sideways']], [['up', 'down']], [['up', '--loud']]])('%j cannot be meant', async (words) => {
    const { code, err } = await here('curtain', ...words);
    expect(code).toBe(2);
    expect(err).toMatch(/^safeupload: /);
  });
});

describe('audit verify', () => {
  it('says that the log is whole and what its head is, and holds a noted head against it', async () => {
    const plain = await server.command('audit', 'verify');
    expect(plain).toMatchObject({ code: 0, err: '' });
    const [, count, head] =
      /^The audit log is whole: (\d+) entries\..*\nHead: (\d+:[0-9a-f]{64})\n$/s.exec(plain.out) ?? [];
    expect(Number(count)).toBeGreaterThanOrEqual(3);
    expect((await server.command('audit', 'verify', '--head', head ?? '')).code).toBe(0);
    const wrong = `${head?.slice(0, -1)}${head?.endsWith('0') ? '1' : '0'}`;
    const replaced = await server.command('audit', 'verify', '--head', wrong);
    expect(replaced.code).toBe(1);
    expect(replaced.out).toContain('written anew');
    const cut = await server.command('audit', 'verify', '--json', '--head', `9999:${'a'.repeat(64)}`);
    expect(cut.code).toBe(1);
    expect(JSON.parse(cut.out)).toMatchObject({ whole: false, broken: 'cut' });
  });

  it.each([[[]], [['check']], [['verify', '--head', '7']], [['verify', '--head', 'x:y']]])(
    '%j cannot be meant',
    async (words) => {
      expect((await here('audit', ...words)).code).toBe(2);
    },
  );
});

describe('legal-hold', () => {
  it('is placed, listed and lifted', async () => {
    const { uploadId } = await posted('ben');
    expect((await server.command('legal-hold', 'list')).out).toBe('No legal hold is in force.\n');
    const placed = await server.command('legal-hold', 'place', '--account', 'ben', '--reason', 'order 12/7');
    expect(placed).toMatchObject({ code: 0, err: '' });
    expect(placed.out).toMatch(/^Nothing of account ben is deleted until the legal hold \S{22} is lifted\.\n$/);
    const second = await server.command('legal-hold', 'place', '--upload', uploadId, '--reason', 'order 8', '--json');
    const listed = await server.command('legal-hold', 'list');
    expect(listed.out).toContain('account ben');
    expect(listed.out).toContain('order 12/7');
    expect(JSON.parse((await server.command('legal-hold', 'list', '--json')).out)).toHaveLength(2);
    const { id } = JSON.parse(second.out);
    expect((await server.command('legal-hold', 'lift', '--reason', 'over', '--', id)).code).toBe(0);
    const again = await server.command('legal-hold', 'lift', '--', id);
    expect(again.code).toBe(1);
    expect(again.err).toContain('wrong-state');
    expect(JSON.parse((await server.command('legal-hold', 'list', '--json', '--all')).out)).toHaveLength(2);
  });

  it.each([
    [2, ['place', '--account', 'ben']],
    [2, ['place', '--reason', 'x']],
    [2, ['place', '--reason', 'x', '--account', 'ben', '--upload', 'u']],
    [2, ['lift']],
    [2, ['list', 'more']],
    [2, ['forget']],
    [1, ['place', '--reason', 'x', '--account', 'nobody at all']],
    [1, ['lift', 'unknown']],
  ])('ends with %i for %j', async (code, words) => {
    expect((await here('legal-hold', ...words)).code).toBe(code);
  });
});

describe('export', () => {
  it('prints who sent it from where, writes the picture for this user only, and logs it', async () => {
    const { uploadId, bytes } = await posted('cid');
    const before = await entries();
    const file = join(server.directory, 'evidence.bin');
    const done = await server.command('export', '--reason', 'file 7', '--original', file, '--', uploadId);
    expect(done.code, done.err).toBe(0);
    const printed = JSON.parse(done.out);
    expect(printed).toMatchObject({
      uploadId,
      exportedBy: 'operator',
      reason: 'file 7',
      record: { accountId: 'cid', address: expect.stringMatching(/^(127\.0\.0\.1|::1)$/), userAgent: 'Tests/1' },
      upload: { outcome: 'allowed', state: 'attached' },
      picture: { kind: 'as-received', format: 'jpeg' },
    });
    expect(printed.record.port).toBeGreaterThan(0);
    expect(printed.picture.bytes).toBeUndefined();
    expect(done.err).toMatch(/do not open it.*do not copy it/s);
    expect(done.err).toContain('nobody else');
    expect(new Uint8Array(await readFile(file))).toEqual(bytes);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await entries()).toBe(before + 1);
  });

  it('never overwrites a file, and then exports and logs nothing', async () => {
    const { uploadId } = await posted('dan');
    const before = await entries();
    const file = join(server.directory, 'precious.txt');
    await writeFile(file, 'precious');
    const refused = await server.command('export', '--reason', 'x', '--original', file, '--', uploadId);
    expect(refused).toMatchObject({ code: 1, out: '' });
    expect(refused.err).toContain('not overwritten');
    expect(await readFile(file, 'utf8')).toBe('precious');
    const nowhere = join(server.directory, 'no such directory', 'x');
    expect((await server.command('export', '--reason', 'x', '--original', nowhere, '--', uploadId)).code).toBe(1);
    expect(await entries()).toBe(before);
  });

  it('leaves no empty file behind where there is nothing to export', async () => {
    const file = join(server.directory, 'nothing.bin');
    const unknown = await server.command('export', 'u'.repeat(22), '--reason', 'x', '--original', file);
    expect(unknown.code).toBe(1);
    expect(unknown.err).toContain('not-found');
    await expect(stat(file)).rejects.toThrow();
  });

  it.each([[[]], [['short', '--reason', 'x']], [['u'.repeat(22)]], [['u'.repeat(22), 'v', '--reason', 'x']]])(
    '%j cannot be meant',
    async (words) => {
      expect((await here('export', ...words)).code).toBe(2);
    },
  );
});

describe('every command', () => {
  it.each(['curtain', 'audit', 'legal-hold', 'export'])('%s says what it is for', async (name) => {
    const { code, out } = await here(name, '--help');
    const help = await here('help');
    expect(code).toBe(0);
    expect(out).toMatch(/^Usage: safeupload /);
    expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(90);
    expect(help.out).toContain(`  ${name} `);
  });
});

describe('a host in another language', () => {
  it('reports, and shows its desk with the age that its token tells', async () => {
    const picture = await posted('eve', { since });
    for (const accountId of ['rea', 'rob', 'roy']) {
      await posted(accountId, { tier: 'trusted' });
      const reported = await server.host('report', {
        uploadId: picture.uploadId,
        accountId,
        tier: 'trusted',
        reason: 'child',
        peer: { address: '198.51.100.7', port: 4711 },
      });
      expect(reported.status === 200 || reported.body.code === 'wrong-state', JSON.stringify(reported)).toBe(true);
    }
    expect(await isShown(picture)).toBe(false);
    const lanes = await Promise.all(
      ['ordinary', 'severe'].map((lane) => server.host('desk', { lane, groupBy: 'account', by: safety })),
    );
    expect(lanes.map(({ status }) => status)).toEqual([200, 200]);
    const desks = JSON.stringify(lanes.map(({ body }) => body.value));
    expect(desks).toContain(picture.uploadId);
    expect(desks).toContain(`"accountSince":${since},"accountSinceIsHosts":true`);
  });

  it('is told when its token gives an age in seconds', async () => {
    expect((await uploaded('old', { since: since / 1000 })).status).toBe(401);
    expect((await uploaded('old', { since: '2019' })).status).toBe(401);
  });

  it('pulls the curtain, reads the breaker and asks how far an account has come', async () => {
    expect((await server.host('curtain-up', { by: volunteer })).body.value).toMatchObject({ isUp: true, upBy: 'vera' });
    expect((await server.host('curtain', { by: volunteer })).body.value).toMatchObject({ isUp: true });
    expect((await server.host('curtain-down', { by: volunteer })).body.value).toMatchObject({ isUp: false });
    const breaker = await server.host('breaker', { by: moderator });
    expect(breaker.body.value).toMatchObject({ level: expect.any(Number), sentence: expect.any(String) });
    const trust = await server.host('trust', { accountId: 'eve', tier: 'known' });
    expect(trust.body.value).toMatchObject({ lowTrust: true, newcomer: false, remotePictures: false });
  });

  it('rejects a group, with its pictures onto the local hold bank', async () => {
    const held = await fetch(
      `${server.base()}/host/screen?accountId=fay&tier=new&context=post&address=192.0.2.5&port=7`,
      {
        method: 'POST',
        headers: { authorization: `Bearer ${await server.token({ scope: 'host' })}` },
        body: await paint(seed++),
      },
    );
    const { value } = await held.json();
    expect(value.outcome).toBe('held');
    const order = { kind: 'account', id: 'fay', lane: 'ordinary', action: 'reject', bank: true, by: moderator };
    const decided = await server.host('decide-group', order);
    expect(decided.body.value).toMatchObject({ uploadIds: [value.uploadId] });
    expect((await server.host('status', { uploadId: value.uploadId })).body.value.state).toBe('rejected');
    const banks = (await server.host('banks', {})).body.value;
    expect(banks.find(({ name }: { name: string }) => name === 'local-hold')?.entries).toBeGreaterThan(0);
    expect((await server.host('undo', { uploadId: value.uploadId, by: moderator })).status).toBe(200);
    const again = { uploadId: value.uploadId, action: 'reject', bank: true, by: moderator };
    expect((await server.host('decide-hold', again)).status).toBe(200);
    const exported = await server.host('export-record', { uploadId: value.uploadId, by: safety, reason: 'file 9' });
    expect(exported.body.value.record).toMatchObject({ accountId: 'fay', address: '192.0.2.5', port: 7 });
    expect(exported.body.value.picture).toBeNull();
  });

  it('holds by order, exports and verifies, as its safety officer', async () => {
    const { uploadId, bytes } = await posted('gus');
    const placed = await server.host('legal-hold-place', { accountId: 'gus', reason: 'order 1', by: safety });
    expect(placed.body.value).toMatchObject({ accountId: 'gus', liftedAt: null });
    const { id } = placed.body.value;
    expect((await server.host('legal-holds', { by: safety })).body.value).toContainEqual(placed.body.value);
    expect((await server.host('legal-hold-lift', { id, by: safety, reason: 'over' })).status).toBe(200);
    const order = { uploadId, by: safety, reason: 'file 7', withOriginal: true };
    const { picture } = (await server.host('export-record', order)).body.value;
    expect(new Uint8Array(Buffer.from(picture.bytes, 'base64url'))).toEqual(bytes);
    const verdict = (await server.host('audit-verify', { by: safety })).body.value;
    expect(verdict).toMatchObject({ whole: true });
    expect((await server.host('audit-verify', { by: safety, head: verdict.head })).body.value.whole).toBe(true);
    const [newest] = (await server.host('audit', { by: safety, most: 1 })).body.value;
    expect(newest).toMatchObject({ by: 'sasha', action: 'exported', subject: uploadId });
  });

  it('is refused by role and by shape, with a code', async () => {
    const { uploadId } = await posted('hal');
    for (const [name, fields, code, status] of [
      ['curtain-up', { by: { accountId: 'x', roles: [] } }, 'role-missing', 403],
      ['legal-hold-place', { accountId: 'hal', reason: 'x', by: moderator }, 'role-missing', 403],
      ['legal-hold-place', { accountId: 'hal', uploadId, reason: 'x', by: safety }, 'options-invalid', 400],
      ['legal-hold-place', { accountId: 'hal', by: safety }, 'options-invalid', 400],
      ['export-record', { uploadId, reason: 'x', by: moderator }, 'role-missing', 403],
      ['export-record', { uploadId, by: safety }, 'options-invalid', 400],
      ['audit-verify', { by: safety, head: '7:a' }, 'options-invalid', 400],
      ['audit', { by: volunteer }, 'role-missing', 403],
      ['report', { uploadId, accountId: 'rea', reason: 'boring' }, 'options-invalid', 400],
      ['report', { uploadId: 'u'.repeat(22), accountId: 'rea', reason: 'spam' }, 'not-found', 404],
      ['desk', { lane: 'ordinary', groupBy: 'mood', by: moderator }, 'options-invalid', 400],
    ] as const) {
      const answered = await server.host(name, fields);
      expect([name, answered.status, answered.body.code]).toEqual([name, status, code]);
    }
  });
});

describe('once the server is stopped', () => {
  it('the commands act on its directory, and the next server goes on with what they did', async () => {
    const picture = await posted('ivy');
    expect(await server.stop()).toBe(0);
    const up = await server.command('curtain', 'up', '--json');
    expect(up.code, up.err).toBe(0);
    expect(JSON.parse(up.out)).toMatchObject({ isUp: true, upBy: 'operator' });
    const placed = await server.command('legal-hold', 'place', '--account', 'ivy', '--reason', 'order 3', '--json');
    expect(JSON.parse(placed.out)).toMatchObject({ accountId: 'ivy', placedBy: 'operator' });
    const file = join(server.directory, 'closed.bin');
    const words = ['--reason', 'file 7', '--original', file, '--', picture.uploadId];
    const exported = await server.command('export', ...words);
    expect(exported.code, exported.err).toBe(0);
    expect(JSON.parse(exported.out)).toMatchObject({ record: { accountId: 'ivy' } });
    expect(new Uint8Array(await readFile(file))).toEqual(picture.bytes);

    // Whoever verifies the log needs no keys; whoever opens a record does.
    const keys = join(server.directory, 'keys.json');
    await rename(keys, `${keys}.away`);
    expect(await server.command('audit', 'verify')).toMatchObject({ code: 0, err: '' });
    const locked = await server.command('export', '--reason', 'x', '--', picture.uploadId);
    expect(locked.code).toBe(1);
    expect(locked.err).toContain('keys-missing');
    await rename(`${keys}.away`, keys);

    await server.start();
    expect(await isShown(picture)).toBe(false);
    expect(JSON.parse((await server.command('curtain', 'status', '--json')).out)).toMatchObject({ isUp: true });
    expect(JSON.parse((await server.command('legal-hold', 'list', '--json')).out)).toContainEqual(
      JSON.parse(placed.out),
    );
    expect((await server.command('audit', 'verify')).code).toBe(0);
  });

  it.each([
    ['curtain', 'status'],
    ['audit', 'verify'],
    ['legal-hold', 'list'],
  ])('%s %s says where it looked when there is no data', async (name, verb) => {
    const { code, err } = await here(name, verb, '--data', join(server.directory, 'nowhere'));
    expect(code).toBe(1);
    expect(err).toMatch(/No server listens on .*nowhere.*not-found/s);
  });
});
