import { type Digest, digestOf, sdkVersion, toUtf8 } from '@safeupload/sdk/core';
import { createRow, type Row } from './store-row.js';
import type { Measured, Outgoing } from './upload-outgoing.js';

/** How long a row is kept, in ms. */
export const keptMs = 24 * 60 * 60 * 1000;

/** How long an upload that nobody attached still counts as sent, in ms: the server lets it expire after an hour. */
const unattachedMs = 55 * 60 * 1000;

/** A device whose clock was ahead by more than this when a row was written is not believed, in ms. */
const mostAheadMs = 60 * 60 * 1000;

/** What is kept of a row beside its bytes. */
export interface KeptRow {
  /** The version that wrote it: another one may mean something else by it. */
  readonly sdk: string;
  /** Whose it is, as a digest: the next user of a shared phone reads no account. */
  readonly account: Digest;
  /** Digest of account, context and endpoint: the lists it may come back in. */
  readonly scope: Digest;
  /** The store that has it in its list. */
  readonly owner: string;
  readonly place: number;
  readonly keptAt: number;
  readonly name: string;
  readonly alt: string;
  readonly measured: Measured;
  /** Present once the server has allowed it. */
  readonly settled?: { readonly uploadId: string; readonly at: number };
}

/** Whose rows are meant, and of which list. */
export async function keptNames(
  account: string,
  context: string,
  endpoint: string,
): Promise<Pick<KeptRow, 'account' | 'scope'>> {
  const digest = (parts: readonly string[]) => digestOf(toUtf8(JSON.stringify(['safeupload-list', ...parts])));
  return {
    account: await digest([account]),
    scope: await digest([account, context, new URL(endpoint, location.href).href]),
  };
}

/**
 * What may be kept of a row: prepared bytes on their way to the server that the device has looked at and has nothing
 * against. Never of one that is held, blocked, to be chosen about, or appealed, and never a file as it was picked, looked at
 * or not: it would lie on the device with the place where it was taken.
 */
export function keepableOf({ item, outgoing, appeal }: Row): (Outgoing & { readonly measured: Measured }) | null {
  if (item.state !== 'ready' && item.state !== 'uploading') return null;
  if (outgoing === null || appeal !== null) return null;
  const { bytes, measured } = outgoing;
  const isPlain = measured?.preparation === 'plain' && measured.runtime !== 'none';
  return isPlain && measured.verdict.action === 'allow' ? { bytes, measured } : null;
}

/** The kept row in a record of the database, or null where it is none of this version, or too old. */
export function asKeptRow(record: unknown, now: number): KeptRow | null {
  if (isTooOld(record, now) || Reflect.get(Object(record), 'sdk') !== sdkVersion) return null;
  // Provable: only `openKeptList` writes here, and this very version of it wrote this one.
  return record as KeptRow;
}

/** True of a record, of whatever version, whose time is over, or that names no time in which it may have been written. */
export function isTooOld(record: unknown, now: number): boolean {
  const keptAt: unknown = Reflect.get(Object(record), 'keptAt');
  return typeof keptAt !== 'number' || keptAt + keptMs <= now || keptAt >= now + mostAheadMs;
}

/** The row of a list made of what was kept, with bytes that are those that were measured. */
export function restoredRow(id: string, kept: KeptRow, bytes: Blob, now: number): Row {
  const { measured, name, alt, settled } = kept;
  const row = createRow(id, new File([bytes], name, { type: bytes.type }));
  const isSent = settled !== undefined && settled.at + unattachedMs > now;
  row.outgoing = isSent ? null : { bytes, measured };
  row.item = {
    ...row.item,
    bytes: measured.source.bytes,
    alt,
    restored: true,
    reasons: measured.verdict.reasons,
    ...(isSent ? { state: 'done', progress: 1, outcome: 'allowed', uploadId: settled.uploadId } : { state: 'ready' }),
  };
  return row;
}
