import type { Fingerprint } from '@safeupload/sdk/core';
import { desc, inArray } from 'drizzle-orm';
import type { Queries } from '../database/database.js';
import { bankEntries, fingerprints } from '../database/schema.js';
import type { Services } from '../services.js';

/** Letters of one hash in the column `orientations`. */
const hashLetters = 64;
/** Uploads whose fingerprints are read at once, and compared before other requests get a turn. */
const mostInTurn = 50;

/** Which pictures are asked about, and when the first of them came (ms since the epoch). */
export interface AskedAbout {
  readonly uploadIds: readonly string[];
  readonly oldest: number;
}

/**
 * Those of these uploads that look like something on a bank that holds or blocks, in any orientation. Each was compared
 * with all entries when it came, so nothing is asked where no entry came since; but lists grow overnight, and moderators put
 * onto one what they rejected. Asks about many at once and then about ever smaller parts of those that match, because
 * nearly always nothing does.
 */
export async function listedByLikeness(
  queries: Queries,
  asked: AskedAbout,
  services: Pick<Services, 'fingerprintIndex' | 'policy'>,
): Promise<Set<string>> {
  const listed = new Set<string>();
  const [newest] = await queries
    .select({ addedAt: bankEntries.addedAt })
    .from(bankEntries)
    .orderBy(desc(bankEntries.id))
    .limit(1);
  // Servers' clocks differ by a little.
  if (newest === undefined || newest.addedAt < asked.oldest - services.policy.times.skew) return listed;
  const { uploadIds } = asked;
  for (let start = 0; start < uploadIds.length; start += mostInTurn) {
    if (start > 0) await turnOfOthers();
    const frames = await framesOf(queries, uploadIds.slice(start, start + mostInTurn));
    await addListed(queries, [...frames], listed, services);
  }
  return listed;
}

type FramesOfUpload = readonly [uploadId: string, frames: readonly (readonly Fingerprint[])[]];

async function addListed(
  queries: Queries,
  asked: readonly FramesOfUpload[],
  listed: Set<string>,
  services: Pick<Services, 'fingerprintIndex' | 'policy'>,
): Promise<void> {
  const frames = asked.flatMap(([, ofUpload]) => ofUpload);
  const matches = await services.fingerprintIndex.match(queries, frames, services.policy.fingerprints);
  if (matches.every(({ bank }) => bank.meaning === 'allow')) return;
  if (asked.length <= 1) {
    for (const [uploadId] of asked) listed.add(uploadId);
    return;
  }
  const half = Math.ceil(asked.length / 2);
  await addListed(queries, asked.slice(0, half), listed, services);
  await addListed(queries, asked.slice(half), listed, services);
}

/** The fingerprints of each upload that are good enough to be looked up: a frame is its orientations. */
async function framesOf(queries: Queries, uploadIds: readonly string[]): Promise<Map<string, Fingerprint[][]>> {
  const { uploadId, quality, orientations } = fingerprints;
  const rows = await queries
    .select({ uploadId, quality, orientations })
    .from(fingerprints)
    .where(inArray(uploadId, [...uploadIds]));
  const frames = new Map<string, Fingerprint[][]>();
  for (const row of rows) {
    const frame = Array.from({ length: row.orientations.length / hashLetters }, (_, index) => ({
      hash: row.orientations.slice(index * hashLetters, (index + 1) * hashLetters),
      quality: row.quality,
    }));
    const known = frames.get(row.uploadId);
    if (known === undefined) frames.set(row.uploadId, [frame]);
    else known.push(frame);
  }
  return frames;
}

function turnOfOthers(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve);
  });
}
