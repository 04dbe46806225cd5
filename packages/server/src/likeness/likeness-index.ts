import { invertHash } from '@safeupload/sdk/core';
import { and, asc, desc, eq, gt, gte, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import type { Queries } from '../database/database.js';
import { fingerprints, uploads } from '../database/schema.js';
import type { ServerPolicy } from '../policy/server-policy.js';
import { createHashStore } from './hash-store.js';
import { wordsOf } from './hash-words.js';

/** An upload near one of the hashes asked about. */
export interface Likeness {
  readonly uploadId: string;
  /** Bits apart, 0–256. */
  readonly distance: number;
  /** Whether it is the first picture of its group, or an exact copy of that. */
  readonly isFirst: boolean;
}

/** What looks like the hashes asked about. */
export interface Near {
  /** Each upload once, with its least distance, nearest first. */
  readonly likenesses: readonly Likeness[];
  /** The number of the newest fingerprint that was looked at: a later search may begin after it. */
  readonly upTo: number;
}

/**
 * Finds uploads that look alike, among those of `policy.likeness.window` and at most `mostRemembered` fingerprints. Exact:
 * everything within `matchDistance` bits is found. Every process has its own and reads what others stored before each
 * search; rows are numbered under the lock `likeness`, so a number that was read has none below it still to come.
 */
export interface LikenessIndex {
  /** Everything within `matchDistance` bits of one of these hashes or its inverse; with `after` only what was numbered later. */
  near(queries: Queries, hashes: readonly string[], after?: number): Promise<Near>;
}

/** Rows read at once. */
const mostInPage = 10_000;
/** Hashes looked up before other requests get a turn: 256 take some milliseconds, a group of animations has thousands. */
const hashesInTurn = 256;

/** An index over the table `fingerprints`, empty until it is first asked. */
export function createLikenessIndex(services: {
  readonly policy: Pick<ServerPolicy, 'likeness' | 'fingerprints'>;
  clock(): number;
}): LikenessIndex {
  const store = createHashStore();
  const { window, mostRemembered } = services.policy.likeness;
  const { matchDistance } = services.policy.fingerprints;

  async function catchUp(queries: Queries): Promise<void> {
    const since = services.clock() - window;
    const mostPages = Math.ceil(mostRemembered / mostInPage) + 1;
    let readFrom = 0;
    for (let page = 0; page < 2 * mostPages; page++) {
      // At the start, and after a sleep in which more was stored than is remembered, the newest are enough.
      const isFarBehind = (page === 0 && store.newestId() === 0) || page === mostPages;
      if (isFarBehind) readFrom = await numberBefore(queries, since, mostRemembered);
      const rows = await pageAfter(queries, Math.max(readFrom, store.newestId()), since);
      for (const { uploadId, ...row } of rows) store.add({ ...row, owner: uploadId });
      if (rows.length < mostInPage) break;
    }
    store.forget(since, mostRemembered);
  }

  return {
    async near(queries, hashes, after = 0) {
      await catchUp(queries);
      const upTo = store.newestId();
      if (upTo <= after) return { likenesses: [], upTo };
      const nearest = new Map<string, Likeness>();
      const keep = (likeness: Likeness): void => {
        const known = nearest.get(likeness.uploadId);
        if (known === undefined || likeness.distance < known.distance) nearest.set(likeness.uploadId, likeness);
      };
      const wanted = new Set(hashes.flatMap((hash) => [hash, invertHash(hash)]));
      let looked = 0;
      for (const hash of wanted) {
        if (looked > 0 && looked % hashesInTurn === 0) await turnOfOthers();
        store.near(wordsOf(hash), matchDistance, after, ({ owner, ...near }) => keep({ ...near, uploadId: owner }));
        looked += 1;
      }
      const likenesses = [...nearest.values()].sort((a, b) => a.distance - b.distance);
      return { likenesses, upTo };
    },
  };
}

/** The number below the newest `most` rows of the window; 0 where there are fewer. */
async function numberBefore(queries: Queries, since: number, most: number): Promise<number> {
  const [row] = await queries
    .select({ id: fingerprints.id })
    .from(fingerprints)
    .where(gte(fingerprints.at, since))
    .orderBy(desc(fingerprints.id))
    .limit(1)
    .offset(most);
  return row?.id ?? 0;
}

/** The next rows by number. Whether one is the first of its group never changes: its group is final before it has rows. */
function pageAfter(queries: Queries, after: number, since: number) {
  const first = alias(uploads, 'first');
  return queries
    .select({
      id: fingerprints.id,
      uploadId: fingerprints.uploadId,
      hash: fingerprints.hash,
      at: fingerprints.at,
      // Copies to the byte have the same fingerprints: where the first one was never measured they stand for it.
      isFirst: sql<boolean>`${uploads.sha256} = ${first.sha256}`,
    })
    .from(fingerprints)
    .innerJoin(uploads, eq(uploads.id, fingerprints.uploadId))
    .innerJoin(first, eq(first.id, uploads.clusterId))
    .where(and(gt(fingerprints.id, after), gte(fingerprints.at, since)))
    .orderBy(asc(fingerprints.id))
    .limit(mostInPage);
}

function turnOfOthers(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve);
  });
}
