import { and, eq, exists, inArray, or, type SQL, sql } from 'drizzle-orm';
import { type AnyPgColumn, alias } from 'drizzle-orm/pg-core';
import type { Queries } from '../database/database.js';
import { bankEntries, banks, reports, uploads } from '../database/schema.js';
import type { ServerReasonCode } from '../decide/server-verdict.js';

// Which pictures that a curtain hid come back by themselves, and which stay until a person has looked: those with a
// report, and those whose group of like pictures or whose account has one that was reported, rejected or listed.

type Columns = 'id' | 'accountId' | 'clusterId' | 'state' | 'hiddenBy' | 'curtainId' | 'outcome' | 'sha256' | 'reasons';

/** The table of uploads under any name: one statement asks about several of them. */
export type UploadsTable = Readonly<Record<Columns, AnyPgColumn>>;

/** Hidden by this curtain, and nobody decided since. */
export function isHiddenBehind(table: UploadsTable, curtainId: string): SQL {
  return sql`(${table.curtainId} = ${curtainId} and ${table.state} = 'hidden' and ${table.hiddenBy} = 'curtain')`;
}

/** Reasons of an upload that wait or was refused which say that a list knows it, or people something like it. */
const listedCodes = [
  'digest-listed',
  'source-listed',
  'fingerprint-listed',
  'like-rejected',
] as const satisfies readonly ServerReasonCode[];

/**
 * True of those `uploads` whose account or group has something against it. `among` is true of every upload that is asked
 * about and bounds what is read: each account and each group is looked at once, however many of its pictures are asked about.
 */
export function isMarked(queries: Queries, among: (table: UploadsTable) => SQL): SQL {
  const asked = alias(uploads, 'asked');
  const other = alias(uploads, 'other');
  const against = speaksAgainst(queries, other);
  const mate = alias(uploads, 'mate');
  // Whoever posted a copy of a rejected picture posted a rejected picture; of a copy that was only reported, nobody knows yet.
  const copyOfRejected = exists(
    queries
      .select({ id: mate.id })
      .from(mate)
      .where(and(eq(mate.clusterId, other.clusterId), isRejected(mate))),
  );
  const accounts = queries.select({ accountId: asked.accountId }).from(asked).where(among(asked));
  const markedAccounts = queries
    .select({ accountId: other.accountId })
    .from(other)
    .where(and(inArray(other.accountId, accounts), or(against, copyOfRejected)));
  const clusters = queries.select({ clusterId: asked.clusterId }).from(asked).where(among(asked));
  const markedClusters = queries
    .select({ clusterId: other.clusterId })
    .from(other)
    .where(and(inArray(other.clusterId, clusters), against));
  // An upload without a group is in no marked one: unknown must not become true when it is negated.
  return sql`(${inArray(uploads.accountId, markedAccounts)} or coalesce(${inArray(uploads.clusterId, markedClusters)}, false))`;
}

/** What makes a picture speak against its account and its group: people, reports nobody found wrong, lists. */
function speaksAgainst(queries: Queries, other: UploadsTable): SQL | undefined {
  const report = queries
    .select({ id: reports.id })
    .from(reports)
    .where(and(eq(reports.uploadId, other.id), inArray(reports.state, ['open', 'confirmed'])));
  const listing = queries
    .select({ id: bankEntries.id })
    .from(bankEntries)
    .innerJoin(banks, eq(banks.name, bankEntries.bank))
    .where(
      and(
        eq(bankEntries.kind, 'sha256'),
        eq(bankEntries.value, other.sha256),
        inArray(banks.meaning, ['hold', 'block']),
      ),
    );
  const listed = listedCodes.map((code) => sql`${other.reasons} @> ${JSON.stringify([{ code }])}::jsonb`);
  return or(
    isRejected(other),
    // Hidden by a volunteer, by reports or for its likeness to a rejected one, and nobody has looked yet.
    sql`(${other.state} = 'hidden' and ${other.hiddenBy} is distinct from 'curtain')`,
    exists(report),
    exists(listing),
    // Once a person released it, what a list said of it counts no more.
    sql`(${other.outcome} in ('held', 'refused') and (${or(...listed)}))`,
  );
}

function isRejected(table: UploadsTable): SQL {
  return sql`${table.state} in ('rejected', 'takenDown')`;
}
