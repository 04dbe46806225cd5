import { createMeasurer } from '@safeupload/server/node';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDevice } from './support/device.js';
import { paint } from './support/paint.js';
import { openPostgres, type Postgres } from './support/postgres.js';
import { type Member, openRoom, type Room } from './support/room.js';

// PGlite runs one transaction after the other: what two transactions do to each other shows only in the real server.

const heron = { accountId: 'night_heron', roles: ['moderator'] as const };
const harbour = { accountId: 'quiet_harbour', roles: ['safety'] as const };
const lamp = { accountId: 'early_lamp', roles: ['volunteer'] as const };
const hourMs = 3_600_000;

const measurer = createMeasurer({ processes: 1 });
let postgres: Postgres;
let room: Room;
beforeAll(async () => {
  postgres = await openPostgres();
  room = await openRoom({ database: postgres.database, measurer });
});
afterAll(async () => {
  await room?.dispose();
  await measurer.dispose();
  await postgres?.close();
});

let seed = 70_000;
let accounts = 0;
const picture = () => paint(seed++, 'jpeg', { width: 160, height: 120 });
function account(tier: 'new' | 'known' | 'trusted') {
  accounts += 1;
  return room.member(`${tier}-${accounts}`, { tier });
}
async function upload(member: Member, bytes?: Uint8Array<ArrayBuffer>) {
  const sent = await (await openDevice(room, member)).send(bytes ?? (await picture()));
  expect(sent.body.outcome).toBeDefined();
  return { uploadId: String(sent.body.uploadId), outcome: sent.body.outcome };
}
const attach = (member: Member, uploadId: string) =>
  room.verifier.attach({
    uploadIds: [uploadId],
    accountId: member.accountId,
    target: { context: 'post', id: `post-${uploadId}` },
  });
async function isPublic(uploadId: string): Promise<boolean> {
  const { pictures } = await room.verifier.status(uploadId);
  const [first] = pictures;
  return first !== undefined && (await room.send(first.address, null)).status === 200;
}

describe('on a real PostgreSQL', () => {
  test('a picture goes from upload to public, is taken down, and comes back', async () => {
    const member = account('trusted');
    const { uploadId, outcome } = await upload(member);
    expect(outcome).toBe('allowed');
    await attach(member, uploadId);
    expect(await isPublic(uploadId)).toBe(true);
    await room.verifier.takedown({ uploadId, by: heron });
    expect(await isPublic(uploadId)).toBe(false);
    await room.verifier.undo({ uploadId, by: heron });
    expect(await isPublic(uploadId)).toBe(true);
    room.advance(3 * hourMs);
  });

  test('ten uploads of one newcomer side by side: two wait', async () => {
    const member = account('new');
    const devices = await Promise.all(Array.from({ length: 10 }, () => openDevice(room, member.elsewhere())));
    const answers = await Promise.all(devices.map(async (device) => device.send(await picture())));
    const said = answers.map(({ body }) => body.code ?? body.outcome).sort();
    expect(said).toEqual(['held', 'held', ...Array.from({ length: 8 }, () => 'holds-waiting')]);
  });

  test('copies stored side by side find each other', async () => {
    const bytes = await picture();
    const sent = await Promise.all(Array.from({ length: 6 }, () => upload(account('trusted'), bytes)));
    const { rows } = await postgres.pool.query('select distinct cluster_id from uploads where id = any($1)', [
      sent.map(({ uploadId }) => uploadId),
    ]);
    expect(rows).toHaveLength(1);
  });

  test('nothing becomes public behind a curtain that goes up while pictures are attached', async () => {
    const drafts: { member: Member; uploadId: string }[] = [];
    for (let one = 0; one < 8; one++) {
      const member = account('known');
      drafts.push({ member, uploadId: (await upload(member)).uploadId });
    }
    await Promise.all([
      ...drafts.slice(0, 4).map(({ member, uploadId }) => attach(member, uploadId)),
      room.verifier.curtain.up({ by: lamp }),
      ...drafts.slice(4).map(({ member, uploadId }) => attach(member, uploadId)),
    ]);
    for (const { uploadId } of drafts) expect(await isPublic(uploadId)).toBe(false);
    await room.verifier.curtain.down({ by: lamp });
    await room.verifier.reap();
  });

  test('twenty reports at the same moment hide one established picture', async () => {
    const pictures: string[] = [];
    for (let one = 0; one < 5; one++) {
      const member = account('trusted');
      const { uploadId } = await upload(member);
      await attach(member, uploadId);
      pictures.push(uploadId);
    }
    const reporters = Array.from({ length: 4 }, () => account('trusted'));
    await Promise.all(
      reporters.flatMap(({ accountId }) =>
        pictures.map((uploadId) => room.verifier.report({ uploadId, accountId, reason: 'sexual', tier: 'trusted' })),
      ),
    );
    const shown = await Promise.all(pictures.map(isPublic));
    expect(shown.filter((isShown) => !isShown)).toHaveLength(1);
  });

  test('a rejection and a copy of it at the same moment: the copy is not public', async () => {
    const bytes = await picture();
    const first = account('known');
    const { uploadId } = await upload(first, bytes);
    await attach(first, uploadId);
    await room.verifier.hide({ uploadId, by: lamp });
    const second = account('known');
    const [, copy] = await Promise.all([
      room.verifier.decideHold({ uploadId, action: 'reject', bank: true, by: heron }),
      upload(second, bytes).then(async (sent) => {
        await attach(second, sent.uploadId);
        return sent;
      }),
    ]);
    expect(await isPublic(copy.uploadId)).toBe(false);
  });

  test('twenty-five entries at the same moment make one chain', async () => {
    const { rows } = await postgres.pool.query('select count(*)::int as count from audit_log');
    await Promise.all(Array.from({ length: 25 }, () => room.verifier.curtain.up({ by: lamp })));
    const after = await postgres.pool.query('select count(*)::int as count from audit_log');
    expect(after.rows[0].count - rows[0].count).toBe(25);
    expect(await room.verifier.audit.verify({ by: harbour })).toMatchObject({ entries: after.rows[0].count });
    await room.verifier.curtain.down({ by: lamp });
  });

  test('the audit log refuses to be changed', async () => {
    for (const change of ["update audit_log set subject = 'x'", 'delete from audit_log', 'truncate audit_log']) {
      await expect(postgres.database.execute(sql.raw(change))).rejects.toThrow();
    }
  });

  test('and nothing went wrong unseen', () => {
    expect(room.errors).toEqual([]);
    expect(room.statuses.filter((status) => status >= 500)).toEqual([]);
  });
});
