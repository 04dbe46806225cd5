import { readFile } from 'node:fs/promises';
import { type Claim, SafeUploadError, toBase64url } from '@safeupload/sdk/core';
import { decisionTypes, serverReasonCodes, type Tier, tiers } from '@safeupload/server';
import { getTableName, is } from 'drizzle-orm';
import { PgTable } from 'drizzle-orm/pg-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { auditActions } from '../../packages/server/src/audit/audit-entry.js';
import { forgeableKinds, hitKinds } from '../../packages/server/src/breaker/breaker-event.js';
import { breakerEventKinds } from '../../packages/server/src/breaker/record-event.js';
import * as schema from '../../packages/server/src/database/schema.js';
import { type Device, openDevice } from './support/device.js';
import { sendNotice, signedNotice } from './support/notice.js';
import { paint } from './support/paint.js';
import { type Member, openRoom, type Room } from './support/room.js';
import {
  importsOf,
  reachedFrom,
  type Sources,
  serverSources,
  servicesUsedIn,
  withoutComments,
  withoutStrings,
  wordsOf,
  writesOf,
} from './support/walk-calls.js';

// A classifier alone reaches no code that bans, strikes or reports a person. Three ways to see it: what the server can say
// at all, what its code can run and write once a classifier spoke, and what is left in every table after two weeks in
// which nobody but classifiers said anything.

/** What no code here may do to a person, as words of a name. */
const harshWords = [
  ...['ban', 'bans', 'banned', 'banish', 'unban', 'shadowban', 'strike', 'strikes', 'striked', 'struck', 'suspend'],
  ...[
    'suspended',
    'suspension',
    'expel',
    'expelled',
    'punish',
    'punishment',
    'penalty',
    'penalize',
    'penalise',
    'warn',
  ],
  ...['demote', 'demoted', 'downgrade', 'distrust', 'jail', 'mute', 'muted', 'kick', 'kicked', 'blacklist', 'denylist'],
  ...['accuse', 'accused', 'guilty', 'guilt', 'offender', 'offence', 'offense', 'criminal', 'suspect', 'perpetrator'],
  ...['police', 'ncmec', 'iwf', 'cybertip', 'authorities', 'escalate', 'deactivate', 'lockout', 'terminate', 'evict'],
];

const tables: ReadonlyMap<string, string> = new Map(
  Object.entries(schema).flatMap(([name, table]) => (is(table, PgTable) ? [[name, getTableName(table)]] : [])),
);
const tableNames = new Set(tables.keys());

describe('what the server can say', () => {
  test.each([
    ['decisions', decisionTypes],
    ['audit log', auditActions],
    ['reasons', serverReasonCodes],
    ['breaker', breakerEventKinds],
  ] as const)('%s: nothing of it is done to a person', (_, words) => {
    expect(words.length).toBeGreaterThan(5);
    expect(words.filter((word) => word.split('-').some((part) => harshWords.includes(part)))).toEqual([]);
  });

  test('a report is spoken of only where a person made it or confirmed it', () => {
    const all = [...decisionTypes, ...auditActions, ...serverReasonCodes, ...breakerEventKinds];
    expect(all.filter((word) => word.includes('report'))).toEqual(['like-reported', 'report-confirmed']);
  });

  test('what a classifier makes known to the breaker is no hit', () => {
    expect(forgeableKinds).toContain('uneasy');
    expect(hitKinds).not.toContain('uneasy');
  });
});

/** Where a classifier's word sets something going: an upload comes, is finished later, is attached; a device stopped one. */
const startedByUploads = [
  'uploads/admit-upload.ts',
  'uploads/screen.ts',
  'uploads/finish-screening.ts',
  'uploads/attach.ts',
  'routes/upload-route.ts',
  'routes/stopped-route.ts',
  'breaker/read-levels.ts',
];

/** Everything that this may write, and why it harms nobody. */
const mayWrite: Readonly<Record<string, string>> = {
  'insert uploads': 'the upload and its outcome: allowed, held, or refused for an exact digest on a list',
  'update uploads': 'screened to the end, attached, or held because a level rose meanwhile',
  'insert derivatives': 'its pictures',
  'update derivatives': 'their addresses, once attached',
  'insert receipts': 'what was attached and allowed may be shown',
  'update receipts': 'and no longer, where it has to wait after all',
  'insert decisions': 'held after all, at attaching',
  'insert outbox': 'the host hears of that one upload',
  'insert fingerprints': 'for likeness',
  'insert signals': 'claim and measurement disagree; read by nothing that decides',
  'insert records': 'who sent it from where, sealed, of every upload alike',
  'insert breakerEvents': 'uneasy: at most the account’s own pictures wait for half an hour',
  'insert stoppedNotices': 'a device stopped something: at most the account’s own uploads come slower for half an hour',
  'insert accounts': 'the tier as the host said it at this request',
  'insert buckets': 'a rate limit',
  'update buckets': 'a rate limit',
  'insert nonces': 'tickets',
  'update nonces': 'tickets',
  'insert issuedPolicies': 'tickets',
  'insert idempotencyKeys': 'stored answers',
  'insert deposits': 'claims before their bytes',
  'insert looseBlobs': 'files on their way',
  'delete looseBlobs': 'files on their way',
};

/** What it may be handed. `courier` is woken, so that the host hears of uploads; it can do nothing else here. */
const mayUse = [
  ...['audience', 'blobs', 'bundledPolicySha256', 'clock', 'courier', 'database', 'fingerprintIndex', 'identify'],
  ...['inFlight', 'keys', 'likenessIndex', 'measurer', 'onError', 'origins', 'policy', 'random', 'sinks', 'turns'],
  'views',
];

/** Rooms in which people decide, report, are logged or are told: nothing leads there. */
const peoplesRooms = [
  /^(reports|desk|audit|reap|node)\//,
  /^curtain\/(?!active-curtain)/,
  /^banks\/(?!local-hold-bank|match-digests)/,
  /^records\/(?!keep-record)/,
  /^events\/(courier|webhook)/,
  /^uploads\/(decide-hold|take-down|undo|hide-many|reject-together|stop-upload|withdraw|detach|look|holds\.|recent)/,
];

/** Ways out of this process. */
const waysOut = /\bfetch\s*\(|WebSocket|XMLHttpRequest|EventSource|sendBeacon|\beval\b|new Function|globalThis/;

/** Who reads what classifiers said, or counted of it, and what that code writes. Whoever comes next stands here with a reason. */
const readers: Readonly<Record<string, string>> = {
  'breaker/load-events.ts': '',
  'breaker/record-event.ts': 'insert breakerEvents',
  'breaker/forget-events.ts': 'delete breakerEvents',
  'curtain/return-from-curtain.ts': 'update curtains',
};

/** Everything wrong with these sources. One line a problem. */
function problemsOf(sources: Sources): string[] {
  const problems: string[] = [];
  const text = (path: string) => sources.get(path) ?? '';

  for (const path of reachedFrom(
    ['decide/decide-on-server.ts', 'decide/tightened.ts', 'decide/sentence-of.ts'],
    sources,
  )) {
    if (writesOf(text(path), tableNames).length > 0) problems.push(`${path}: the decision writes`);
    if (/\bservices\b|\bawait\b/.test(withoutStrings(text(path))))
      problems.push(`${path}: the decision does something`);
    if (!/^(decide|policy)\//.test(path)) problems.push(`${path}: the decision leads out of its room`);
  }
  for (const path of reachedFrom(['node/measure/process.ts', 'node/measurer.ts'], sources)) {
    // How a view is cut out, but not the key by which it was drawn.
    if (!/^(node\/(measure\/|measurer\.ts)|views\/view\.ts$)/.test(path))
      problems.push(`${path}: measuring leads out of its room`);
    const packages = importsOf(path, sources).filter((name) => !sources.has(name));
    for (const name of packages) {
      if (
        !/^(@safeupload\/(models|sdk\/core)|onnxruntime-node|sharp|node:(child_process|fs|fs\/promises|os|url))$/.test(
          name,
        )
      ) {
        problems.push(`${path}: measuring reaches ${name}`);
      }
    }
    if (waysOut.test(withoutStrings(text(path)))) problems.push(`${path}: measuring speaks to others`);
  }

  const reached = reachedFrom(startedByUploads, sources);
  for (const path of reached) {
    if (peoplesRooms.some((room) => room.test(path))) problems.push(`${path}: an upload leads to where people decide`);
    for (const write of writesOf(text(path), tableNames)) {
      if (mayWrite[write] === undefined) problems.push(`${path}: an upload may not ${write}`);
    }
    for (const name of servicesUsedIn(text(path))) {
      if (!mayUse.includes(name)) problems.push(`${path}: an upload uses services.${name}`);
    }
    for (const [, call] of text(path).matchAll(/\bcourier\s*\.\s*(\w+)/g)) {
      if (call !== 'wake') problems.push(`${path}: an upload makes the courier ${call}`);
    }
    const packages = importsOf(path, sources).filter((name) => !sources.has(name));
    for (const name of packages) {
      if (!/^(@safeupload\/sdk\/core|drizzle-orm(\/pg-core)?|jose)$/.test(name))
        problems.push(`${path}: an upload reaches ${name}`);
    }
    if (waysOut.test(withoutStrings(text(path)))) problems.push(`${path}: an upload speaks to others`);
    const harsh = harshWords.filter((word) => wordsOf(text(path)).has(word));
    if (harsh.length > 0) problems.push(`${path}: says ${harsh.join(', ')}`);
  }

  for (const [path, source] of sources) {
    const harsh = harshWords.filter((word) => wordsOf(withoutStrings(source)).has(word));
    if (harsh.length > 0) problems.push(`${path}: names ${harsh.join(', ')}`);
    const isTier = /\.(?:update|insert)\(\s*accounts\s*\)/.test(source);
    if (isTier && path !== 'trust/remember-account.ts') problems.push(`${path}: says something of an account`);
    const reads = /\bbreakerEvents\b/.test(withoutStrings(source)) && path !== 'database/schema.ts';
    if (reads && readers[path] !== writesOf(source, tableNames).join(', '))
      problems.push(`${path}: reads what classifiers said`);
  }
  return problems;
}

describe('what its code can run', () => {
  let sources: Sources;
  beforeAll(async () => {
    sources = await serverSources();
  });

  test('from a classifier’s word on, nothing but what is named here', () => {
    expect(problemsOf(sources)).toEqual([]);
  });

  test('and all of that is really there: the walk arrives', () => {
    const reached = reachedFrom(startedByUploads, sources);
    expect(reached).toEqual(
      expect.arrayContaining([
        'decide/decide-on-server.ts',
        'uploads/store-upload.ts',
        'breaker/record-event.ts',
        'breaker/breaker.ts',
        'uploads/hold-demands.ts',
        'uploads/change-upload.ts',
        'events/outbox.ts',
        'stopped/keep-notice.ts',
      ]),
    );
    const writes = new Set(reached.flatMap((path) => writesOf(sources.get(path) ?? '', tableNames)));
    expect([...writes].sort()).toEqual(Object.keys(mayWrite).sort());
    const used = new Set(reached.flatMap((path) => servicesUsedIn(sources.get(path) ?? '')));
    expect([...used].sort()).toEqual([...mayUse].sort());
  });

  /** The sources as they would be after somebody's change. */
  const after = (change: Readonly<Record<string, (text: string) => string>>): Sources => {
    const changed = new Map(sources);
    for (const [path, edit] of Object.entries(change))
      changed.set(path, withoutComments(edit(sources.get(path) ?? '')));
    return changed;
  };
  const importing = (line: string, call: string) => (text: string) => `${line}\n${text}\n${call}\n`;

  test.each<[string, Readonly<Record<string, (text: string) => string>>, RegExp]>([
    [
      'a ban, in a file of its own, called where an upload is stored',
      {
        'accounts/ban-account.ts': () =>
          `import { accounts } from '../database/schema.js';
           export const banAccount = (t, id) => t.update(accounts).set({ tier: 'new' }).where(eq(accounts.accountId, id));`,
        'uploads/store-upload.ts': importing(
          `import { banAccount } from '../accounts/ban-account.js';`,
          'async function after() { await banAccount(transaction, standing.accountId); }',
        ),
      },
      /^accounts\/ban-account\.ts: (an upload may not update accounts|says ban)/,
    ],
    [
      'the same under a kind name',
      {
        'trust/review-standing.ts': () =>
          `import { accounts } from '../database/schema.js';
           export const reviewStanding = (t) => t.update(accounts).set({ tier: 'new' });`,
        'uploads/store-upload.ts': importing(`import { reviewStanding } from '../trust/review-standing.js';`, ''),
      },
      /^trust\/review-standing\.ts: an upload may not update accounts$/,
    ],
    [
      'the same in SQL',
      { 'breaker/record-event.ts': (text) => `${text}\nexecute(sql\`update accounts set tier = 'new'\`);` },
      /^breaker\/record-event\.ts: an upload may not update accounts set$/,
    ],
    [
      'the same in a nightly round of the reaper, from the breaker’s log',
      {
        'reap/tidy.ts': () =>
          `import { accounts, breakerEvents } from '../database/schema.js';
           export const tidy = (d) => d.update(accounts).set({ tier: 'new' }).from(breakerEvents);`,
      },
      /^reap\/tidy\.ts: (says something of an account|reads what classifiers said)$/,
    ],
    [
      'a table of strikes',
      {
        'database/schema.ts': (text) => `${text}\nexport const strikes = pgTable('strikes', {});`,
        'uploads/admit-upload.ts': (text) => `${text}\nexecute(sql\`insert into strikes (account_id) values (1)\`);`,
      },
      /^uploads\/admit-upload\.ts: an upload may not insert into strikes$/,
    ],
    [
      'a report by the server itself',
      { 'uploads/admit-upload.ts': importing(`import { report } from '../reports/report.js';`, 'report({});') },
      /^reports\/report\.ts: an upload leads to where people decide$/,
    ],
    [
      'a takedown while an upload is finished, imported as it runs',
      { 'uploads/finish-screening.ts': (text) => `${text}\nconst { takedown } = await import('./take-down.js');` },
      /^uploads\/take-down\.ts: an upload leads to where people decide$/,
    ],
    [
      'a message to somebody outside',
      {
        'uploads/store-upload.ts': (text) => `${text}\nawait fetch('https://authorities.example', { method: 'POST' });`,
      },
      /^uploads\/store-upload\.ts: an upload speaks to others$/,
    ],
    [
      'something else handed in',
      { 'uploads/store-upload.ts': (text) => `${text}\nservices.onMisuse(standing.accountId);` },
      /^uploads\/store-upload\.ts: an upload uses services\.onMisuse$/,
    ],
    [
      'the model’s own process telling somebody',
      { 'node/measure/models.ts': importing(`import { request } from 'node:https';`, '') },
      /^node\/measure\/models\.ts: measuring reaches node:https$/,
    ],
    [
      'the decision doing more than deciding',
      { 'decide/decide-on-server.ts': importing(`export { banish } from '../trust/standing.js';`, '') },
      /^trust\/standing\.ts: the decision (leads out of its room|does something)$/,
    ],
  ])('would show: %s', (_, change, expected) => {
    const problems = problemsOf(after(change));
    expect(problems.filter((problem) => expected.test(problem))).not.toEqual([]);
  });

  test('and says nothing of what only looks like it: comments, sentences, types', () => {
    const harmless = after({
      'uploads/store-upload.ts': (text) =>
        `import type { report } from '../reports/report.js';\n// never ban, strike or call the police\n${text}`,
    });
    expect(problemsOf(harmless)).toEqual([]);
  });
});

describe('two weeks in which only classifiers speak', () => {
  const minuteMs = 60_000;
  const dayMs = 24 * 60 * minuteMs;

  let room: Room;
  let triggers: Uint8Array<ArrayBuffer>[];
  /** Screening fails while this is set: those uploads are finished later, in the background. */
  let isDown = false;
  beforeAll(async () => {
    const plain = await openRoom();
    const { measurer } = plain;
    const seen = new Map<string, ReturnType<typeof measurer.measure>>();
    room = await openRoom({
      measurer: {
        // The real measuring, once: the same few pictures come again and again.
        measure(bytes, header, options) {
          if (isDown) return Promise.reject(new SafeUploadError('model-failed', 'The model does not answer.'));
          const key = `${bytes.length} ${options.derivatives.length}`;
          const measuring = seen.get(key) ?? measurer.measure(bytes, header, options);
          seen.set(key, measuring);
          return measuring;
        },
        dispose: () => plain.dispose(),
      },
    });
    triggers = await Promise.all(
      ['both', 'first-only', 'second-only'].map(
        async (name) => new Uint8Array(await readFile(new URL(`../fixtures/triggers/${name}.png`, import.meta.url))),
      ),
    );
  });
  afterAll(async () => {
    await room.dispose();
    await room.measurer.dispose();
  });

  interface Account {
    readonly tier: Tier;
    readonly member: Member;
    readonly device: Device;
  }

  const counts = async (): Promise<Record<string, number>> => {
    const rows = await Promise.all(
      [...tables].map(async ([name, table]): Promise<[string, number]> => {
        const { rows } = await room.client.query<{ count: number }>(`select count(*)::int as count from ${table}`);
        return [name, rows[0]?.count ?? 0];
      }),
    );
    return Object.fromEntries(rows);
  };
  const all = async (query: string) => (await room.client.query<Record<string, unknown>>(query)).rows;

  test('leave pictures that wait, and no mark on anybody', async () => {
    const before = await counts();
    const grown = async () =>
      Object.entries(await counts())
        .filter(([name, count]) => count > (before[name] ?? 0))
        .map(([name]) => name)
        .sort();
    const accounts: Account[] = [];
    for (const tier of tiers) {
      for (const name of ['one', 'two']) {
        const member = room.member(`${tier}-${name}`, { tier });
        accounts.push({ tier, member, device: await openDevice(room, member) });
      }
    }
    const uploaded = new Set<string>();
    const keep = ({ status, body }: { status: number; body: Record<string, unknown> }) => {
      expect([200, 429]).toContain(status);
      if (typeof body.uploadId === 'string') uploaded.add(body.uploadId);
      return body;
    };

    for (let round = 0; round < 6; round++) {
      for (const { member, device, tier } of accounts) {
        const bytes = triggers[round % triggers.length] ?? new Uint8Array();
        const headers = { 'content-type': 'image/png' };
        isDown = round === 4;
        // The device's own classifiers were sure: an appeal. Then without, as if it had never looked.
        const blocked: Partial<Claim> = { verdict: { action: 'block', reasons: ['risk-high'] } };
        keep(await device.upload(bytes, await device.ticket(bytes, blocked), { query: '?appeal=1', headers }));
        const sent = keep(await device.upload(bytes, await device.ticket(bytes), { headers }));
        const idempotency = toBase64url(crypto.getRandomValues(new Uint8Array(16)));
        keep(
          await room.send('/upload?context=post', member, {
            body: bytes,
            headers: { ...headers, 'idempotency-key': idempotency },
          }),
        );
        if (typeof sent.uploadId === 'string') {
          await room.verifier.attach({
            uploadIds: [sent.uploadId],
            accountId: member.accountId,
            target: { context: 'post', id: `${member.accountId}-${round}` },
          });
        }
        const { uploadId } = await room.verifier
          .screen(bytes, { accountId: member.accountId, tier, context: 'post' })
          .catch(() => ({ uploadId: null }));
        if (uploadId !== null) uploaded.add(uploadId);
        expect((await sendNotice(room, member, await signedNotice(device))).status).toBe(200);
        isDown = false;
      }
      room.advance(2 * minuteMs);
      await room.verifier.reap();
    }
    // Everything else is as empty as it was: reports, curtains, banks, looks, decisions, receipts, legal holds, the audit log.
    expect(await grown()).toEqual([
      ...['accounts', 'breakerEvents', 'derivatives', 'fingerprints', 'idempotencyKeys', 'issuedPolicies', 'nonces'],
      ...['records', 'stoppedNotices', 'uploads'],
    ]);
    for (let day = 0; day < 14; day++) {
      room.advance(dayMs);
      await room.verifier.reap();
    }
    expect(uploaded.size).toBeGreaterThan(40);

    // Nobody attached most of them; what was noticed and stopped is forgotten.
    expect(await grown()).toEqual(['accounts', 'decisions', 'derivatives', 'fingerprints', 'records', 'uploads']);

    const outcomes = await all('select distinct outcome, severe, hidden_by from uploads');
    expect(outcomes).toEqual([{ outcome: 'held', severe: false, hidden_by: null }]);
    const decided = await all('select distinct type, by_account_id from decisions order by type');
    expect(decided.every(({ type, by_account_id }) => type === 'expired' && by_account_id === null)).toBe(true);
    expect(new Set(room.events.map(({ type }) => type))).toEqual(new Set(['expired']));
    expect(room.events.every(({ pictures, receipt }) => pictures.length === 0 && receipt === null)).toBe(true);
    const told = await all('select distinct tier, account_id from accounts order by account_id');
    expect(told).toEqual(
      accounts
        .map(({ tier, member }) => ({ tier, account_id: member.accountId }))
        .sort((one, other) => (one.account_id < other.account_id ? -1 : 1)),
    );
    expect(room.errors.filter(({ where }) => !where.startsWith('measuring'))).toEqual([]);

    // And the next morning everybody is who she was.
    const clean = await paint(71);
    for (const { device, tier, member } of accounts) {
      const { body } = await device.send(clean);
      expect([tier, body.outcome]).toEqual([tier, tier === 'new' ? 'held' : 'allowed']);
      const rows = await all(`select reasons from uploads where id = '${String(body.uploadId)}'`);
      expect(rows).toEqual([{ reasons: tier === 'new' ? [{ code: 'newcomer' }] : [] }]);
      const { lowTrust, newcomer } = await room.verifier.trustOf({ accountId: member.accountId, tier });
      expect({ lowTrust, newcomer }).toEqual({ lowTrust: tier !== 'trusted', newcomer: tier === 'new' });
    }
  }, 300_000);

  test('the breaker’s log of such days knows uneasy classifiers and devices that stopped something, and no hit', async () => {
    const { device, member } = await (async () => {
      const somebody = room.member('today');
      return { member: somebody, device: await openDevice(room, somebody) };
    })();
    const [bytes = new Uint8Array()] = triggers;
    for (let time = 0; time < 3; time++) {
      await device.upload(bytes, await device.ticket(bytes), { headers: { 'content-type': 'image/png' } });
      await sendNotice(room, member, await signedNotice(device));
    }
    const kinds = await all('select distinct kind from breaker_events order by kind');
    expect(kinds).toEqual([{ kind: 'stopped-notice' }, { kind: 'uneasy' }]);
    const view = await room.verifier.breaker({ by: { accountId: 'vera', roles: ['volunteer'] } });
    expect(view.raised.map(({ level, scope, lowTrustOnly }) => ({ level, scope, lowTrustOnly }))).toEqual([
      { level: 1, scope: { kind: 'account', id: 'today' }, lowTrustOnly: true },
    ]);
  });
});
