import { isSafeUploadError } from '@safeupload/sdk/core';
import { and, asc, eq, inArray, isNotNull, isNull, not, or, sql } from 'drizzle-orm';
import { readLevels } from '../breaker/read-levels.js';
import type { Queries } from '../database/database.js';
import { lock, lockShared } from '../database/locks.js';
import { breakerEvents, curtains, uploads } from '../database/schema.js';
import type { Services } from '../services.js';
import { readStandingOf } from '../trust/standing.js';
import { levelDemands } from '../uploads/hold-demands.js';
import { showMany } from '../uploads/show-many.js';
import type { UploadRow } from '../uploads/upload-row.js';
import { activeCurtain } from './active-curtain.js';
import { endExpiredCurtains } from './end-curtain.js';
import { listedByLikeness } from './listed-by-likeness.js';
import { isHiddenBehind, isMarked } from './may-return.js';

/** No further pictures are asked about after this, in ms: the next call goes on. */
const roundMs = 15_000;
/** Pictures asked about in one transaction: it keeps uploads waiting for some hundredths of a second. */
const mostInTransaction = 25;
/** Pictures of one curtain asked about in one call. */
const mostAsked = 5000;
/** Curtains that ended and are not finished, in one call. */
const mostCurtains = 10;

/** A picture that may perhaps come back. */
type Candidate = Pick<UploadRow, 'id' | 'accountId' | 'clusterId' | 'createdAt'>;

/**
 * Lets the pictures of curtains that are over come back, some in a transaction that asks everything again with the rows
 * locked: nothing comes back that has a report, or whose account or group of like pictures has one that was reported,
 * rejected or is on a list, and nothing while a level of the breaker or another curtain would make it wait; those of a
 * level come back when it ended. The others stay hidden until a person has looked. Killed at any moment it has returned
 * some and the next call goes on; called twice at once nothing returns twice. The signal ends it early.
 */
export async function returnFromCurtain(services: Services, signal: AbortSignal): Promise<void> {
  await endExpiredCurtains(services);
  // Two signals and not `AbortSignal.any` of them: Node 20 may collect a timeout that only such a signal refers to.
  const over = AbortSignal.timeout(roundMs);
  const isOver = (): boolean => signal.aborted || over.aborted;
  const ended = await services.database
    .select({ id: curtains.id })
    .from(curtains)
    .where(and(isNotNull(curtains.downAt), isNull(curtains.finishedAt)))
    .orderBy(asc(curtains.downAt), asc(curtains.id))
    .limit(mostCurtains);
  let returned = 0;
  try {
    for (const { id } of ended) {
      if (isOver() || (await activeCurtain(services.database, services.clock())) !== null) return;
      returned += await returnOf(id, services, isOver);
    }
  } finally {
    if (returned > 0) services.courier.wake();
  }
}

/** Returns what may come back of one curtain, and notes it where nothing is left that may come back later. */
async function returnOf(curtainId: string, services: Services, isOver: () => boolean): Promise<number> {
  const candidates = await candidatesOf(curtainId, services);
  const unlisted = await withoutListed(services.database, candidates, services);
  let returned = 0;
  let isDone = candidates.length < mostAsked;
  for (let start = 0; start < unlisted.length; start += mostInTransaction) {
    if (isOver()) return returned;
    const answer = await returnSome(curtainId, unlisted.slice(start, start + mostInTransaction), services);
    returned += answer.returned;
    isDone &&= !answer.isWaiting;
  }
  if (isDone) {
    await services.database
      .update(curtains)
      .set({ finishedAt: services.clock() })
      .where(and(eq(curtains.id, curtainId), isNull(curtains.finishedAt)));
  }
  return returned;
}

/** What is still hidden by this curtain and has nothing against it, oldest first. */
function candidatesOf(curtainId: string, services: Services): Promise<Candidate[]> {
  const { database } = services;
  const { id, accountId, clusterId, createdAt } = uploads;
  return database
    .select({ id, accountId, clusterId, createdAt })
    .from(uploads)
    .where(
      and(isHiddenBehind(uploads, curtainId), not(isMarked(database, (table) => isHiddenBehind(table, curtainId)))),
    )
    .orderBy(asc(createdAt), asc(id))
    .limit(mostAsked);
}

/** Those that look like nothing on a list, and whose account and group have no other here that does. */
async function withoutListed<Row extends Candidate>(
  queries: Queries,
  rows: readonly Row[],
  services: Services,
): Promise<Row[]> {
  if (rows.length === 0) return [];
  const oldest = Math.min(...rows.map(({ createdAt }) => createdAt));
  const listed = await listedByLikeness(queries, { uploadIds: rows.map(({ id }) => id), oldest }, services);
  if (listed.size === 0) return [...rows];
  const found = rows.filter(({ id }) => listed.has(id));
  const accounts = new Set(found.map(({ accountId }) => accountId));
  const clusters = new Set(found.map(({ clusterId }) => clusterId));
  return rows.filter((row) => !accounts.has(row.accountId) && (row.clusterId === null || !clusters.has(row.clusterId)));
}

/** What became of some pictures. `isWaiting`: one of them would come back later, when a level or another curtain ended. */
interface Answer {
  readonly returned: number;
  readonly isWaiting: boolean;
}

/** Returns some in one transaction; one that cannot be published any more stays with the people and keeps back no other. */
async function returnSome(curtainId: string, candidates: readonly Candidate[], services: Services): Promise<Answer> {
  try {
    return await returnTogether(curtainId, candidates, services);
  } catch (error) {
    if (!isSafeUploadError(error) || error.code !== 'wrong-state') throw error;
    if (candidates.length <= 1) {
      services.onError(error, 'showing a picture again after the curtain');
      return { returned: 0, isWaiting: false };
    }
    const answers: Answer[] = [];
    for (const candidate of candidates) answers.push(await returnSome(curtainId, [candidate], services));
    return {
      returned: answers.reduce((sum, { returned }) => sum + returned, 0),
      isWaiting: answers.some(({ isWaiting }) => isWaiting),
    };
  }
}

async function returnTogether(
  curtainId: string,
  candidates: readonly Candidate[],
  services: Services,
): Promise<Answer> {
  const ids = candidates.map(({ id }) => id);
  return services.database.transaction(async (transaction) => {
    // Nobody pulls the curtain, rejects or reports between the question and the answer.
    await lockShared(transaction, 'strictness');
    await lock(transaction, 'likeness');
    await lock(transaction, 'reports');
    const locked = await transaction
      .select()
      .from(uploads)
      .where(and(inArray(uploads.id, ids), isHiddenBehind(uploads, curtainId)))
      .orderBy(asc(uploads.id))
      .for('update');
    if (locked.length === 0) return { returned: 0, isWaiting: false };
    if ((await activeCurtain(transaction, services.clock())) !== null) return { returned: 0, isWaiting: true };
    const unmarked = await transaction
      .select({ id: uploads.id })
      .from(uploads)
      .where(and(inArray(uploads.id, ids), not(isMarked(transaction, (table) => inArray(table.id, ids)))));
    const clean = new Set(unmarked.map(({ id }) => id));
    const may = await withoutListed(
      transaction,
      locked.filter(({ id }) => clean.has(id)),
      services,
    );
    const demanded = await demandedOf(transaction, may, services);
    const back = may.filter(({ id }) => !demanded.has(id));
    if (back.length > 0) {
      await showMany(transaction, back, 'the curtain is down', services);
      await transaction
        .update(curtains)
        .set({ returned: sql`${curtains.returned} + ${back.length}` })
        .where(eq(curtains.id, curtainId));
    }
    return { returned: back.length, isWaiting: demanded.size > 0 };
  });
}

/**
 * The ids of those that the breaker would make wait if they were posted now. What no event names but the forum's level is
 * asked about once for all of them.
 */
async function demandedOf(transaction: Queries, rows: readonly UploadRow[], services: Services): Promise<Set<string>> {
  const [first] = rows;
  if (first === undefined) return new Set();
  const accountIds = rows.map(({ accountId }) => accountId);
  const clusterIds = rows.flatMap(({ clusterId }) => clusterId ?? []);
  const named = await transaction
    .select({ accountId: breakerEvents.accountId, clusterId: breakerEvents.clusterId })
    .from(breakerEvents)
    .where(or(inArray(breakerEvents.accountId, accountIds), inArray(breakerEvents.clusterId, clusterIds)))
    .groupBy(breakerEvents.accountId, breakerEvents.clusterId);
  const names = new Set(named.flatMap(({ accountId, clusterId }) => [`a ${accountId}`, `c ${clusterId}`]));
  const { forum } = await readLevels(transaction, first, services);
  const demanded = new Set<string>();
  for (const upload of rows) {
    const isNamed = names.has(`a ${upload.accountId}`) || names.has(`c ${upload.clusterId}`);
    if (!isNamed && !forum) continue;
    const levels = await readLevels(transaction, upload, services);
    const standing = await readStandingOf(transaction, upload.accountId, services);
    if (levelDemands(levels, standing).length > 0) demanded.add(upload.id);
  }
  return demanded;
}
