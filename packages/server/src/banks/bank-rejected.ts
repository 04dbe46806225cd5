import { and, eq, inArray, notExists, or, type SQL, sql } from 'drizzle-orm';
import type { Queries } from '../database/database.js';
import { bankEntries, pressEntries } from '../database/schema.js';
import type { Services } from '../services.js';
import type { UploadRow } from '../uploads/upload-row.js';
import { localHoldBank } from './local-hold-bank.js';

/** A picture that a decision rejected. */
export interface RejectedPicture {
  readonly upload: Pick<UploadRow, 'sha256' | 'evidence'>;
  /** The decision that stands for its entries. */
  readonly decisionId: string;
}

type Entry = Pick<typeof bankEntries.$inferSelect, 'kind' | 'value'>;

/**
 * Puts rejected pictures onto the local hold bank, in the transaction of their rejection: the digest of each, and the
 * fingerprint of its worst frame where that is good enough not to match by accident. Several decisions may stand for one
 * entry; one that an operator put there by hand is nobody's and stays. Returns how many entries are new.
 */
export async function bankRejected(
  transaction: Queries,
  pictures: readonly RejectedPicture[],
  services: Services,
): Promise<number> {
  const wanted = pictures.flatMap(({ upload, decisionId }) =>
    entriesOf(upload, services).map((entry) => ({ ...entry, decisionId })),
  );
  if (wanted.length === 0) return 0;
  const addedAt = services.clock();
  const added = await transaction
    .insert(bankEntries)
    .values(
      wanted.map(({ kind, value }) => ({
        bank: localHoldBank.name,
        kind,
        value,
        note: 'rejected at the desk',
        addedAt,
      })),
    )
    .onConflictDoNothing()
    .returning({ id: bankEntries.id });
  const isStoodFor = sql`exists (select 1 from ${pressEntries} where ${pressEntries.entryId} = ${bankEntries.id})`;
  const standing: SQL[] = [isStoodFor];
  if (added.length > 0) {
    standing.push(
      inArray(
        bankEntries.id,
        added.map(({ id }) => id),
      ),
    );
  }
  const ours = await transaction
    .select({ id: bankEntries.id, kind: bankEntries.kind, value: bankEntries.value })
    .from(bankEntries)
    .where(
      and(
        eq(bankEntries.bank, localHoldBank.name),
        inArray(bankEntries.value, [...new Set(wanted.map(({ value }) => value))]),
        or(...standing),
      ),
    );
  const ids = new Map(ours.map(({ id, kind, value }) => [`${kind} ${value}`, id]));
  const links = wanted.flatMap(({ kind, value, decisionId }) => {
    const entryId = ids.get(`${kind} ${value}`);
    return entryId === undefined ? [] : [{ decisionId, entryId }];
  });
  if (links.length > 0) await transaction.insert(pressEntries).values(links).onConflictDoNothing();
  return added.length;
}

/** Takes the entries off again that only this decision stands for, because it was undone. Returns how many went. */
export async function unbankRejected(transaction: Queries, decisionId: string): Promise<number> {
  const links = await transaction
    .delete(pressEntries)
    .where(eq(pressEntries.decisionId, decisionId))
    .returning({ entryId: pressEntries.entryId });
  if (links.length === 0) return 0;
  const others = transaction
    .select({ entryId: pressEntries.entryId })
    .from(pressEntries)
    .where(eq(pressEntries.entryId, bankEntries.id));
  const gone = await transaction
    .delete(bankEntries)
    .where(
      and(
        inArray(
          bankEntries.id,
          links.map(({ entryId }) => entryId),
        ),
        notExists(others),
      ),
    )
    .returning({ id: bankEntries.id });
  return gone.length;
}

function entriesOf(upload: RejectedPicture['upload'], services: Services): Entry[] {
  const entries: Entry[] = [{ kind: 'sha256', value: upload.sha256 }];
  // Worst first; a flat picture is listed by its digest alone.
  const worst = upload.evidence?.fingerprints[0];
  if (worst !== undefined && worst.quality >= services.policy.fingerprints.leastQuality) {
    entries.push({ kind: 'pdq', value: worst.hash });
  }
  return entries;
}
