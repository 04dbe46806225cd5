import { readFile } from 'node:fs/promises';
import { breakerAt, defaultServerPolicy, parseServerPolicy, replayBreaker, type Tier } from '@safeupload/server';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readLevels } from '../../packages/server/src/breaker/read-levels.js';
import { recordBreakerEvent } from '../../packages/server/src/breaker/record-event.js';
import { levelDemands } from '../../packages/server/src/uploads/hold-demands.js';
import { clock, log, told } from './support/breaker-log.js';
import { openDevice } from './support/device.js';
import { paint } from './support/paint.js';
import { openRoom, type Room } from './support/room.js';

// The first breaker, by examples. Times may go beyond 24:00: the night is one night.

const rules = defaultServerPolicy.breaker;
const levels = (time: string, ...lines: string[]) => told(breakerAt(log(...lines), clock(time), rules));

describe('a confirmed hit', () => {
  test.each(['bank-match', 'rejected', 'report-confirmed'])('%s raises its account and its group for a day', (kind) => {
    const lines = [`23:10 ${kind} anna sunset/1`];
    expect(levels('23:09', ...lines)).toEqual([]);
    const raised = ['1 account anna until 47:10', '1 cluster sunset until 47:10'];
    expect(levels('23:10', ...lines)).toEqual(raised);
    expect(levels('47:09', ...lines)).toEqual(raised);
    expect(levels('47:10', ...lines)).toEqual([]);
  });

  test('another one of the account prolongs it', () => {
    expect(levels('24:00', '23:10 rejected anna -', '23:40 bank-match anna -')).toEqual(['1 account anna until 47:40']);
  });

  test('is told since its first hit, as far as that is remembered', () => {
    const everyTwentyHours = ['00:00', '20:00', '40:00', '60:00', '80:00'].map((at) => `${at} rejected anna -`);
    const [raised] = breakerAt(log(...everyTwentyHours), clock('80:00'), rules).raised;
    expect(raised).toMatchObject({ since: clock('40:00'), expiresAt: clock('104:00') });
  });

  test('many of one account raise that account and nobody else', () => {
    const many = Array.from({ length: 40 }, (_, minute) => `23:${String(10 + minute)} bank-match anna -`);
    expect(levels('23:59', ...many)).toEqual(['1 account anna until 47:49']);
  });
});

describe('hits of two accounts', () => {
  const both = ['23:10 rejected anna -', '23:50 rejected ben -'];
  const accounts = ['1 account ben until 47:50', '1 account anna until 47:10'];

  test('within an hour raise the forum for an hour after the last', () => {
    expect(levels('23:49', ...both)).toEqual(['1 account anna until 47:10']);
    expect(levels('23:50', ...both)).toEqual(['2 forum until 24:50', ...accounts]);
    expect(levels('24:50', ...both)).toEqual(accounts);
  });

  test.each([
    ['exactly an hour apart: together', '24:10', ['2 forum until 25:10']],
    ['a minute more: not', '24:11', []],
  ])('%s', (_, second, forum) => {
    const raised = levels(second, '23:10 rejected anna -', `${second} rejected ben -`);
    expect(raised.filter((line) => line.includes('forum'))).toEqual(forum);
  });

  test.each([
    ['while it is up one account alone prolongs it', ['24:40 rejected anna -'], '25:39', ['2 forum until 25:40']],
    ['at the moment it ends that is too late', ['24:50 rejected ben -'], '24:50', []],
    [
      'again and again',
      ['24:40 bank-match anna -', '25:30 bank-match anna -', '26:20 bank-match anna -'],
      '27:19',
      ['2 forum until 27:20'],
    ],
    [
      'what is free to forge does not prolong it',
      ['24:30 stopped-notice cleo -', '24:40 uneasy dora -', '24:45 precheck-refused anna -'],
      '24:50',
      [],
    ],
    ['a third account after it ended begins anew: one is not two', ['25:00 rejected cleo -'], '25:00', []],
  ])('%s', (_, more, asked, forum) => {
    expect(levels(asked, ...both, ...more).filter((line) => line.includes('forum'))).toEqual(forum);
  });

  test('one account alone holds it up for 47 hours, not for ever', () => {
    const alone = Array.from({ length: 140 }, (_, index) => {
      const minutes = 24 * 60 + 30 * index;
      return `${Math.floor(minutes / 60)}:${minutes % 60} bank-match ben -`;
    });
    const forum = (time: string) => levels(time, ...both, ...alone).filter((line) => line.includes('forum'));
    expect(forum('60:00')).toEqual(['2 forum until 61:00']);
    // At 24:00 anna's hit of 23:10 was part of it for the last time: 47 hours later it ends.
    expect(forum('70:59')).toEqual(['2 forum until 71:00']);
    expect(forum('71:00')).toEqual([]);
    expect(forum('80:00')).toEqual([]);
  });

  test('of as many accounts as the policy asks for', () => {
    const three = { ...rules, accountsForForum: 3 };
    const hits = log(...both, '23:55 rejected cleo -');
    expect(breakerAt(hits, clock('23:54'), three).level).toBe(1);
    expect(breakerAt(hits, clock('23:55'), three).level).toBe(2);
  });
});

describe('what is free to forge', () => {
  const thrice = ['23:10 stopped-notice anna -', '23:14 uneasy anna beach', '23:20 precheck-refused anna -'];

  test('raises its own account for half an hour at the third time within ten minutes, while it is of low trust', () => {
    expect(levels('23:19', ...thrice)).toEqual([]);
    expect(levels('23:20', ...thrice)).toEqual(['1 account anna of low trust until 23:50']);
    expect(levels('23:50', ...thrice)).toEqual([]);
  });

  test.each([
    ['twice is not enough', thrice.slice(0, 2), []],
    ['eleven minutes are too long', ['23:09 uneasy anna -', ...thrice.slice(1)], []],
    ['three accounts, each once', ['23:10 uneasy anna -', '23:11 uneasy ben -', '23:12 uneasy cleo -'], []],
    [
      'three accounts, each often',
      ['anna', 'ben', 'cleo'].flatMap((name) => ['23:18', '23:19', '23:20'].map((at) => `${at} uneasy ${name} beach`)),
      ['anna', 'ben', 'cleo'].map((name) => `1 account ${name} of low trust until 23:50`),
    ],
  ])('%s', (_, lines, raised) => {
    expect(levels('23:20', ...lines)).toEqual(raised);
  });

  test('makes an established member wait never, one of low trust only by what is her own', () => {
    const forged = { account: false, accountForgeable: true, cluster: false, forum: false };
    expect(levelDemands(forged, { lowTrust: false })).toEqual([]);
    expect(levelDemands(forged, { lowTrust: true })).toEqual([{ code: 'account-level' }]);
    const confirmed = { account: true, accountForgeable: false, cluster: true, forum: true };
    expect(levelDemands(confirmed, { lowTrust: false })).toEqual([
      { code: 'account-level' },
      { code: 'cluster-level' },
    ]);
    expect(levelDemands(confirmed, { lowTrust: true }).map(({ code }) => code)).toEqual([
      'account-level',
      'cluster-level',
      'forum-level',
    ]);
  });
});

describe('what was taken back', () => {
  test('is as if it had never been; what others did stays', () => {
    const lines = ['23:10 rejected anna a', '23:20 rejected ben b', '23:30 retracted ben b'];
    expect(levels('23:29', ...lines)[0]).toBe('2 forum until 24:20');
    expect(levels('23:30', ...lines)).toEqual(['1 account anna until 47:10', '1 cluster a until 47:10']);
  });

  test('takes all hits of its upload, and no other upload of the account', () => {
    const lines = [
      '23:10 report-confirmed anna a',
      '23:10 rejected anna a',
      '23:20 rejected anna b',
      '23:30 retracted anna a',
    ];
    expect(levels('23:30', ...lines)).toEqual(['1 account anna until 47:20', '1 cluster b until 47:20']);
  });

  test('counts again where it was decided again afterwards, whatever the clocks of the two servers say', () => {
    const lines = ['23:10 rejected anna a', '23:30 retracted anna a', '23:29 rejected anna a'];
    expect(levels('23:30', ...lines)).toEqual(['1 account anna until 47:29', '1 cluster a until 47:29']);
  });

  test('a retraction of nothing, or without an upload, changes nothing', () => {
    const lines = ['23:10 rejected anna -', '23:20 retracted anna -', '23:20 retracted anna c'];
    expect(levels('23:30', ...lines)).toEqual(['1 account anna until 47:10']);
  });
});

describe('the log', () => {
  test('counts no event before its time, whoever wrote it with which clock', () => {
    const lines = ['23:30 rejected anna -', '23:10 rejected ben -'];
    expect(levels('23:10', ...lines)).toEqual(['1 account ben until 47:10']);
    expect(levels('23:30', ...lines)[0]).toBe('2 forum until 24:30');
  });

  test('is ignored where it speaks of what this version does not know', () => {
    expect(levels('23:30', '23:10 paged anna -', '23:10 disagreement anna -', '23:10 REJECTED anna -')).toEqual([]);
  });

  test('says the same in any order and read twice', () => {
    const events = log(
      '23:10 rejected anna a',
      '23:20 rejected ben b',
      '23:20 uneasy cleo c',
      '23:25 retracted anna a',
    );
    const once = breakerAt(events, clock('23:26'), rules);
    expect(breakerAt([...events].reverse().concat(events), clock('23:26'), rules)).toEqual(once);
  });
});

describe('sentences', () => {
  const reasons = (time: string, ...lines: string[]) =>
    breakerAt(log(...lines), clock(time), rules).raised.map(({ reason }) => reason);

  test('say why, for whom and until when, and call nobody anything', () => {
    expect(reasons('25:41', '25:10 rejected anna a', '25:40 bank-match ben b')).toEqual([
      'Pictures of two accounts were confirmed within an hour, so pictures of accounts with little history wait until 02:40 UTC.',
      'At 01:40 UTC a picture of this account was found on a list, or looked like one there, so its pictures wait for a person until 01:40 UTC on 12 January.',
      'At 01:40 UTC a picture that looks like these was found on a list, or looked like one there, so copies wait for a person until 01:40 UTC on 12 January.',
      'At 01:10 UTC a person rejected or took down a picture of this account, so its pictures wait for a person until 01:10 UTC on 12 January.',
      'At 01:10 UTC a person rejected or took down a picture that looks like these, so copies wait for a person until 01:10 UTC on 12 January.',
    ]);
    const uneasy = ['23:10', '23:11', '23:12'].map((at) => `${at} uneasy anna -`);
    expect(reasons('23:12', ...uneasy)).toEqual([
      "Three times within 10 minutes this account's device stopped a picture or the classifiers were uneasy about one. Both are often wrong, so only its own pictures wait, while it has little history, until 23:42 UTC.",
    ]);
  });

  test('the night told again, in the order in which it happened', () => {
    const night = log(
      '23:10 rejected anna -',
      '23:20 rejected ben -',
      '23:50 rejected ben -',
      '23:55 uneasy cleo -',
      '24:00 retracted nobody x',
    );
    const story = replayBreaker(night, defaultServerPolicy).map(
      ({ at, level, scope, sentence }) =>
        `${new Date(at).toISOString().slice(8, 16)} → ${level} ${scope.kind}: ${sentence}`,
    );
    expect(story).toEqual([
      '10T23:10 → 1 account: At 23:10 UTC a person rejected or took down a picture of this account, so its pictures wait for a person until 23:10 UTC on 11 January.',
      '10T23:20 → 2 forum: Pictures of two accounts were confirmed within an hour, so pictures of accounts with little history wait until 00:20 UTC on 11 January.',
      '10T23:20 → 2 account: At 23:20 UTC a person rejected or took down a picture of this account, so its pictures wait for a person until 23:20 UTC on 11 January.',
      '10T23:50 → 2 forum: Pictures of two accounts were confirmed within an hour, so pictures of accounts with little history wait until 00:50 UTC on 11 January.',
      '10T23:50 → 2 account: At 23:50 UTC a person rejected or took down a picture of this account, so its pictures wait for a person until 23:50 UTC on 11 January.',
      '11T00:50 → 1 forum: Pictures of accounts with little history no longer wait because of the breaker: its time is over.',
      '11T23:10 → 1 account: Pictures of this account no longer wait because of the breaker: its time is over.',
      '11T23:50 → 0 account: Pictures of this account no longer wait because of the breaker: its time is over.',
    ]);
    expect(replayBreaker([...night].reverse(), defaultServerPolicy)).toEqual(replayBreaker(night, defaultServerPolicy));
  });

  test('say it when what raised a level was taken back', () => {
    const story = replayBreaker(log('23:10 rejected anna a', '23:20 retracted anna a'), defaultServerPolicy);
    expect(story.slice(2).map(({ at, level, sentence }) => ({ at, level, sentence }))).toEqual([
      {
        at: clock('23:20'),
        level: 0,
        sentence: 'Pictures of this account no longer wait because of the breaker: what raised it was taken back.',
      },
      {
        at: clock('23:20'),
        level: 0,
        sentence: 'Copies of this picture no longer wait because of the breaker: what raised it was taken back.',
      },
    ]);
  });
});

test('a policy whose memory is shorter than a level is refused: the level would end before its time', () => {
  const policy = (remembered: number) => ({ ...defaultServerPolicy, breaker: { ...rules, remembered } });
  expect(parseServerPolicy(policy(rules.accountLasts + 1)).breaker.remembered).toBe(rules.accountLasts + 1);
  expect(() => parseServerPolicy(policy(rules.accountLasts))).toThrow(/remembered/);
});

describe('in a server', () => {
  let room: Room;
  beforeAll(async () => {
    room = await openRoom();
  });
  afterAll(() => room.dispose());

  const volunteer = { accountId: 'vera', roles: ['volunteer'] } as const;
  const services = () => ({ clock: room.now, policy: room.verifier.policy });
  const hit = (accountId: string, kind: 'rejected' | 'retracted' | 'uneasy', uploadId: string) =>
    recordBreakerEvent(room.database, { kind, accountId, clusterId: uploadId, uploadId }, services());
  const reaching = (accountId: string, clusterId: string | null = null) =>
    readLevels(room.database, { accountId, clusterId }, services());
  const nothing = { account: false, accountForgeable: false, cluster: false, forum: false };

  test('staff see what waits and what does not, members see nothing', async () => {
    await expect(room.verifier.breaker({ by: { accountId: 'anna', roles: [] } })).rejects.toMatchObject({
      code: 'role-missing',
    });
    expect(await room.verifier.breaker({ by: volunteer })).toEqual({
      level: 0,
      sentence: 'Nothing waits because of the breaker. Everybody posts as always.',
      raised: [],
    });

    await hit('anna', 'rejected', 'a');
    expect(await reaching('anna')).toEqual({ ...nothing, account: true });
    expect(await reaching('ben', 'a')).toEqual({ ...nothing, cluster: true });
    expect(await reaching('ben', 'b')).toEqual(nothing);
    expect(await room.verifier.breaker({ by: volunteer })).toMatchObject({
      level: 1,
      sentence: 'Pictures of one account and copies of one picture wait for a person. Everybody else posts as always.',
    });

    await hit('ben', 'rejected', 'b');
    expect(await reaching('cleo')).toEqual({ ...nothing, forum: true });
    const view = await room.verifier.breaker({ by: volunteer });
    expect(view.level).toBe(2);
    expect(view.sentence).toMatch(
      /^Pictures of accounts with little history wait for a person, on every page, until \d\d:\d\d UTC.*\. Trusted members post as always\.$/,
    );
    expect(view.raised.map(({ level }) => level)).toEqual([2, 1, 1, 1, 1]);

    await hit('ben', 'retracted', 'b');
    expect(await reaching('ben', 'b')).toEqual(nothing);
  });

  test('another server on the same database sees the same, and so does one that was started later', async () => {
    const other = await room.another();
    expect(await other.breaker({ by: volunteer })).toEqual(await room.verifier.breaker({ by: volunteer }));
    await other.dispose();
  });

  test('a flood of other hits and notices makes the breaker forget nobody', async () => {
    await room.database.execute(sql`insert into breaker_events (at, kind, account_id, cluster_id, upload_id)
      select ${room.now()}, 'bank-match', 'flood', 'flood', 'flood' from generate_series(1, 6000)`);
    await room.database.execute(sql`insert into breaker_events (at, kind, account_id, cluster_id, upload_id)
      select ${room.now()}, 'stopped-notice', 'anna', null, null from generate_series(1, 6000)`);
    expect(await reaching('anna', 'a')).toMatchObject({ account: true, accountForgeable: true, cluster: true });
  });

  test('what no level can rest on any more is deleted', async () => {
    const { remembered } = room.verifier.policy.breaker;
    const count = async () => {
      const { rows } = await room.client.query<{ count: number }>('select count(*)::int as count from breaker_events');
      return rows[0]?.count;
    };
    room.advance(remembered - 60_000);
    await hit('dora', 'rejected', 'd');
    await room.verifier.reap();
    expect(await count()).toBeGreaterThan(12_000);
    room.advance(120_000);
    await room.verifier.reap();
    expect(await count()).toBe(1);
    expect(await reaching('dora')).toEqual({ ...nothing, account: true });
    expect(room.errors).toEqual([]);
  });

  test('what is free to forge stands until its half hour is over', async () => {
    for (let time = 0; time < 3; time++) {
      await hit('olga', 'uneasy', `beach-${time}`);
      room.advance(4 * 60_000);
    }
    room.advance(25 * 60_000);
    expect(await reaching('olga')).toMatchObject({ account: false, accountForgeable: true });
    room.advance(60_000);
    expect(await reaching('olga')).toMatchObject({ account: false, accountForgeable: false });
  });
});

describe('through the whole server', () => {
  let room: Room;
  let pictures = 900;
  beforeAll(async () => {
    room = await openRoom();
  });
  afterAll(() => room.dispose());

  const minuteMs = 60_000;
  const mona = { accountId: 'mona', roles: ['moderator'] } as const;
  const member = async (name: string, tier: Tier) => {
    const somebody = room.member(name, { tier });
    return { name, device: await openDevice(room, somebody) };
  };
  type Member = Awaited<ReturnType<typeof member>>;
  /** Uploads a harmless picture: its id, its outcome, why it waits. */
  const post = async ({ device }: Member) => {
    pictures += 1;
    const { body } = await device.send(await paint(pictures, 'jpeg', { width: 160, height: 120 }));
    const uploadId = String(body.uploadId);
    const { rows } = await room.client.query<{ reasons: { code: string }[] }>(
      'select reasons from uploads where id = $1',
      [uploadId],
    );
    return { uploadId, outcome: body.outcome, why: rows[0]?.reasons.map(({ code }) => code) };
  };
  const attach = async ({ name }: Member, uploadId: string) => {
    const target = { context: 'post', id: `post-of-${uploadId}` } as const;
    const [attached] = await room.verifier.attach({ uploadIds: [uploadId], accountId: name, target });
    return attached?.outcome;
  };

  test('two newcomers’ rejected pictures make low trust wait for an hour, and nobody else', async () => {
    const [nora, nils] = [await member('nora', 'new'), await member('nils', 'new')];
    const [kim, tara] = [await member('kim', 'known'), await member('tara', 'trusted')];
    const early = await post(kim);
    expect(early.outcome).toBe('allowed');

    for (const somebody of [nora, nils]) {
      const { uploadId } = await post(somebody);
      await room.verifier.decideHold({ uploadId, action: 'reject', by: mona });
    }
    expect(await post(kim)).toMatchObject({ outcome: 'held', why: ['forum-level'] });
    // Uploaded while all was quiet, put into a post only now.
    expect(await attach(kim, early.uploadId)).toBe('held');
    const trusted = await post(tara);
    expect(trusted).toMatchObject({ outcome: 'allowed', why: [] });
    expect(await attach(tara, trusted.uploadId)).toBe('allowed');

    room.advance(60 * minuteMs);
    const late = await post(kim);
    expect(late).toMatchObject({ outcome: 'allowed', why: [] });
    expect(await attach(kim, late.uploadId)).toBe('allowed');
    // The two themselves wait until somebody was awake once, also where newcomers need not.
    expect((await post(nora)).why).toContain('account-level');
  });

  test('what is undone raises nothing any more', async () => {
    room.advance(2 * 24 * 60 * minuteMs);
    const [nick, nell] = [await member('nick', 'new'), await member('nell', 'new')];
    const kurt = await member('kurt', 'known');
    const rejected: string[] = [];
    for (const somebody of [nick, nell]) {
      const { uploadId } = await post(somebody);
      await room.verifier.decideHold({ uploadId, action: 'reject', by: mona });
      rejected.push(uploadId);
    }
    expect((await post(kurt)).why).toEqual(['forum-level']);
    await room.verifier.undo({ uploadId: rejected[1] ?? '', by: mona });
    expect((await post(kurt)).why).toEqual([]);
  });

  test('three pictures that make classifiers uneasy hold an established member’s others never, low trust’s for half an hour', async () => {
    const trigger = new Uint8Array(await readFile(new URL('../fixtures/triggers/both.png', import.meta.url)));
    for (const [name, tier, why] of [
      ['tess', 'trusted', []],
      ['kate', 'known', ['account-level']],
    ] as const) {
      const somebody = await member(name, tier);
      for (let time = 0; time < 3; time++) {
        const { device } = somebody;
        const { body } = await device.upload(trigger, await device.ticket(trigger), {
          headers: { 'content-type': 'image/png' },
        });
        expect(body.outcome).toBe('held');
      }
      expect([name, (await post(somebody)).why]).toEqual([name, why]);
      room.advance(30 * minuteMs);
      expect([name, (await post(somebody)).why]).toEqual([name, []]);
    }
    expect(room.errors).toEqual([]);
  });
});
