import {
  digestOf,
  type Fingerprint,
  isDigest,
  parseFingerprint,
  readHeader,
  SafeUploadError,
} from '@safeupload/sdk/core';
import { and, asc, eq, sql } from 'drizzle-orm';
import { bankEntries, banks } from '../database/schema.js';
import type { Services } from '../services.js';
import { type Bank, bankMeanings } from './bank.js';

/** What goes onto a bank: a digest, a fingerprint, both, or a picture from which both are taken. */
export interface BankAddition {
  /** Name of a declared bank. */
  readonly bank: string;
  /** Exact digest of a file. */
  readonly sha256?: string;
  /** Its quality must be at least the policy's: others would match by accident. */
  readonly fingerprint?: Fingerprint;
  /** A picture, which is measured and not kept. */
  readonly bytes?: Uint8Array;
  /** For people, at most 200 characters are kept. */
  readonly note?: string;
}

/** Keeps the banks in the database. */
export interface BankKeeper {
  /** Makes the bank exist with this meaning, or changes the meaning it had. Throws `options-invalid`. */
  declare(bank: Bank): Promise<void>;
  /** Adds entries; those that are there already stay. Returns how many are new. Throws `options-invalid`, `not-found`. */
  add(addition: BankAddition): Promise<number>;
  /** Removes an entry by its digest or hash. Returns how many went. */
  remove(entry: { readonly bank: string; readonly value: string }): Promise<number>;
  /** All banks with the number of their entries, by name. */
  list(): Promise<(Bank & { readonly entries: number })[]>;
}

const namePattern = /^[a-z0-9][a-z0-9-]{0,63}$/;

/** The keeper of a verifier's banks. */
export function createBankKeeper(services: Services): BankKeeper {
  const { database } = services;
  return {
    async declare(bank) {
      if (!namePattern.test(bank.name) || !bankMeanings.includes(bank.meaning)) {
        throw new SafeUploadError(
          'options-invalid',
          `A bank needs a name of a–z, 0–9 and hyphen and a meaning of ${bankMeanings.join(', ')}, got ${bank.name} and ${bank.meaning}.`,
        );
      }
      const { name, meaning, severe, disclosable } = bank;
      await database
        .insert(banks)
        .values({ name, meaning, severe, disclosable })
        .onConflictDoUpdate({ target: banks.name, set: { meaning, severe, disclosable } });
    },
    async add(addition) {
      const entries = await entriesOf(addition, services);
      const [known] = await database.select().from(banks).where(eq(banks.name, addition.bank));
      if (known === undefined) {
        throw new SafeUploadError('not-found', `There is no bank ${addition.bank}. Declare it first.`);
      }
      const added = await database
        .insert(bankEntries)
        .values(
          entries.map(({ kind, value }) => ({
            bank: addition.bank,
            kind,
            value,
            note: addition.note?.slice(0, 200) ?? null,
            addedAt: services.clock(),
          })),
        )
        .onConflictDoNothing()
        .returning({ id: bankEntries.id });
      return added.length;
    },
    async remove({ bank, value }) {
      const gone = await database
        .delete(bankEntries)
        .where(and(eq(bankEntries.bank, bank), eq(bankEntries.value, value)))
        .returning({ id: bankEntries.id });
      return gone.length;
    },
    async list() {
      const rows = await database
        .select({ bank: banks, entries: sql<number>`count(${bankEntries.id})::int` })
        .from(banks)
        .leftJoin(bankEntries, eq(bankEntries.bank, banks.name))
        .groupBy(banks.name)
        .orderBy(asc(banks.name));
      return rows.map(({ bank, entries }) => ({ ...bank, entries }));
    },
  };
}

type Entry = Pick<typeof bankEntries.$inferInsert, 'kind' | 'value'>;

async function entriesOf(addition: BankAddition, services: Services): Promise<Entry[]> {
  const entries: Entry[] = [];
  if (addition.sha256 !== undefined) {
    if (!isDigest(addition.sha256)) {
      throw new SafeUploadError('options-invalid', 'A digest must be 64 lower-case hexadecimal letters.');
    }
    entries.push({ kind: 'sha256', value: addition.sha256 });
  }
  if (addition.fingerprint !== undefined)
    entries.push(fingerprintEntry(parseFingerprint(addition.fingerprint), services));
  if (addition.bytes !== undefined) {
    const { limits } = services.policy;
    const header = readHeader(addition.bytes, limits);
    const { evidence } = await services.measurer.measure(addition.bytes, header, { derivatives: [], limits });
    entries.push({ kind: 'sha256', value: await digestOf(addition.bytes) });
    const [worst] = evidence.fingerprints;
    // A flat picture is listed by its digest alone.
    if (worst !== undefined && worst.quality >= services.policy.fingerprints.leastQuality) {
      entries.push(fingerprintEntry(worst, services));
    }
  }
  if (entries.length === 0) {
    throw new SafeUploadError(
      'options-invalid',
      'Nothing to add: give a sha256, a fingerprint or the bytes of a picture.',
    );
  }
  return entries;
}

function fingerprintEntry(fingerprint: Fingerprint, services: Services): Entry {
  const { leastQuality } = services.policy.fingerprints;
  if (fingerprint.quality < leastQuality) {
    throw new SafeUploadError(
      'options-invalid',
      `The fingerprint would match by accident: expected a quality of at least ${leastQuality}, got ${fingerprint.quality}.`,
    );
  }
  return { kind: 'pdq', value: fingerprint.hash };
}
