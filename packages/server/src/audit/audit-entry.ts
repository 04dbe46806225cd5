import { type Digest, digestOfJson } from '@safeupload/sdk/core';

/** What is logged for good. */
export const auditActions = [
  'looked',
  'exported',
  'curtain-up',
  'curtain-renewed',
  'curtain-down',
  'legal-hold-placed',
  'legal-hold-lifted',
  'bank-added',
] as const;

/** One of {@link auditActions}. */
export type AuditAction = (typeof auditActions)[number];

/** What an entry tells besides: JSON values that are no objects, so that every language writes them alike. */
export type AuditDetails = Readonly<Record<string, string | number | boolean | null>>;

/** What the hash of one entry covers: all of it. */
export interface AuditEntry {
  /** Place in the log: 1, 2, 3 … without a gap. */
  readonly seq: number;
  /** ms since the epoch. */
  readonly at: number;
  /** Account that acted; `operator` where it was the command line. */
  readonly by: string;
  /** One of {@link auditActions}; an older log may hold words that this version no longer writes. */
  readonly action: string;
  /** An upload, an account, a curtain, a bank. */
  readonly subject: string;
  readonly details: AuditDetails;
  /** Hash of the entry before; of the first one {@link genesisHash}. */
  readonly previous: string;
}

/** What the first entry follows: nothing. */
export const genesisHash = '0'.repeat(64);

/**
 * The hash of an entry: SHA-256, 64 lower-case hexadecimal letters, of the canonical JSON (RFC 8785) of its seven fields
 * and nothing else an object may carry. test/vectors/audit-chain.json lets any language compute the same.
 */
export function hashOfEntry({ seq, at, by, action, subject, details, previous }: AuditEntry): Promise<Digest> {
  return digestOfJson({ seq, at, by, action, subject, details, previous });
}
