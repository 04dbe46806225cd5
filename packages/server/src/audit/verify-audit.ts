import { asc, desc, eq, gt } from 'drizzle-orm';
import type { Queries } from '../database/database.js';
import { auditLog } from '../database/schema.js';
import { type AuditEntry, genesisHash, hashOfEntry } from './audit-entry.js';

/** One place in the log with its hash: what an operator notes elsewhere, so that a cut end shows. */
export interface AuditHead {
  readonly seq: number;
  /** 64 lower-case hexadecimal letters. */
  readonly hash: string;
}

/** What the chain shows: nothing wrong up to its newest entry, or the first place where it is broken. */
export type AuditVerdict =
  | {
      readonly whole: true;
      readonly entries: number;
      /** Null while nothing was logged. Note it somewhere else. */
      readonly head: AuditHead | null;
      /** A plain sentence: what this shows and what it cannot show. */
      readonly sentence: string;
    }
  | {
      readonly whole: false;
      /** Entries before the break, each of which follows the one before. */
      readonly entries: number;
      readonly broken: 'altered' | 'missing' | 'reordered' | 'cut' | 'replaced';
      /** Place of the first wrong entry. */
      readonly seq: number;
      readonly sentence: string;
    };

type Row = AuditEntry & { readonly hash: string };
type Break = Pick<AuditVerdict & { whole: false }, 'broken' | 'seq' | 'sentence'>;

/** Rows in memory at a time. */
const pageRows = 500;
/** An entry that was moved further than this reads as altered: each place tried is one more hash to compute. */
const reach = 1000;

/**
 * Walks the whole log from its first entry and computes every hash anew. `expectHead` is a head that was noted earlier, in
 * another place: only with it does a log whose end was cut off, or that was written anew from some entry on, show as
 * broken. Whoever may write to the database can make a shorter or another chain that is whole in itself. Rejects with the
 * signal's reason.
 */
export async function verifyAudit(
  queries: Queries,
  options: { readonly expectHead?: AuditHead; readonly signal?: AbortSignal } = {},
): Promise<AuditVerdict> {
  const { expectHead } = options;
  const end = await newestOf(queries);
  let head: AuditHead | null = null;
  let entries = 0;
  const broken = (found: Break): AuditVerdict => ({ whole: false, entries, ...found });
  // Ends: each page goes on behind the last row of the one before, up to what was newest at the beginning.
  while (end !== null && (head?.seq ?? 0) < end) {
    options.signal?.throwIfAborted();
    const page = await pageAfter(queries, head?.seq ?? 0);
    if (page.length === 0) break;
    for (const row of page) {
      const found = (await breakAt(queries, head, row)) ?? otherThanNoted(row, expectHead);
      if (found !== null) return broken(found);
      head = { seq: row.seq, hash: row.hash };
      entries += 1;
    }
  }
  if (expectHead !== undefined && (head?.seq ?? 0) < expectHead.seq) {
    return broken({
      broken: 'cut',
      seq: (head?.seq ?? 0) + 1,
      sentence: `The end of the log was cut off: entry ${expectHead.seq} was there when its hash was noted, and the newest one is ${head?.seq ?? 'none'} now.`,
    });
  }
  return { whole: true, entries, head, sentence: sentenceOf(entries, expectHead) };
}

function sentenceOf(entries: number, expectHead: AuditHead | undefined): string {
  if (expectHead !== undefined) return 'Every entry follows the one before, and the noted one is among them.';
  if (entries === 0) return 'Nothing was logged yet.';
  return 'Every entry follows the one before. A chain alone cannot show that its end was cut off: note this head in another place and give it next time.';
}

async function newestOf(queries: Queries): Promise<number | null> {
  const [row] = await queries.select({ seq: auditLog.seq }).from(auditLog).orderBy(desc(auditLog.seq)).limit(1);
  return row?.seq ?? null;
}

async function pageAfter(queries: Queries, seq: number): Promise<Row[]> {
  const rows = await queries
    .select()
    .from(auditLog)
    .where(gt(auditLog.seq, seq))
    .orderBy(asc(auditLog.seq))
    .limit(pageRows);
  return rows.map(({ byAccountId: by, ...row }) => ({ ...row, by }));
}

/** Why this row cannot follow the head, or null where it does. */
async function breakAt(queries: Queries, head: AuditHead | null, row: Row): Promise<Break | null> {
  const expected = (head?.seq ?? 0) + 1;
  if (row.seq !== expected) {
    const missing = row.seq === expected + 1 ? `Entry ${expected} is` : `Entries ${expected} to ${row.seq - 1} are`;
    return { broken: 'missing', seq: expected, sentence: `${missing} missing.` };
  }
  if ((await hashOfEntry(row)) !== row.hash) {
    const place = await placeOf(row);
    return place === null
      ? { broken: 'altered', seq: row.seq, sentence: `Entry ${row.seq} is not what was written: it was altered.` }
      : {
          broken: 'reordered',
          seq: row.seq,
          sentence: `The entries are in another order: what stands at ${row.seq} was written at ${place}.`,
        };
  }
  if (row.previous === (head?.hash ?? genesisHash)) return null;
  const before = await placeOfHash(queries, row.previous);
  return {
    broken: before === null ? 'replaced' : 'reordered',
    seq: before === null ? Math.max(1, row.seq - 1) : row.seq,
    sentence:
      before === null
        ? `Entry ${row.seq} follows another entry than the one before it: that one was replaced, its hash computed anew.`
        : `Entry ${row.seq} was written behind entry ${before} and not behind the one before it.`,
  };
}

/** The noted place holds something else: everything from some entry on was written anew, with hashes that fit. */
function otherThanNoted(row: Row, expectHead: AuditHead | undefined): Break | null {
  if (expectHead === undefined || row.seq !== expectHead.seq || row.hash === expectHead.hash) return null;
  return {
    broken: 'replaced',
    seq: row.seq,
    sentence: `Entry ${row.seq} is another than the one whose hash was noted: the log was written anew, at the latest from there on.`,
  };
}

/** Where a row stood when its hash was computed, or null where that is nowhere near. */
async function placeOf(row: Row): Promise<number | null> {
  for (let away = 1; away <= reach; away++) {
    for (const seq of [row.seq - away, row.seq + away]) {
      if (seq >= 1 && (await hashOfEntry({ ...row, seq })) === row.hash) return seq;
    }
  }
  return null;
}

async function placeOfHash(queries: Queries, hash: string): Promise<number | null> {
  const [row] = await queries.select({ seq: auditLog.seq }).from(auditLog).where(eq(auditLog.hash, hash)).limit(1);
  return row?.seq ?? null;
}
