import type { CryptoKey } from 'jose';
import { readCompact, signCompact, type Unread } from './compact.js';
import type { Digest } from './digest.js';
import { borderOf } from './parse.js';
import { noticeType, parseStated, type Stated, statedFields } from './stated.js';

/**
 * What a device says when it stopped a file: that it did, and nothing of the file. No bytes, no digest, no fingerprint, no
 * score, no reason. Free to forge, so evidence of nothing: the server may slow the account that sends it, no more.
 */
export type StoppedNotice = Stated;

const border = borderOf('claim-invalid', 'stopped notice');

/** The notice in a parsed JSON value. Throws `claim-invalid` naming the first wrong field; unknown fields are refused. */
export function parseStoppedNotice(value: unknown): StoppedNotice {
  return parseStated(border, border.object(value, 'notice', statedFields), 'notice');
}

/** The notice signed with ES256. `thumbprint` is the RFC 7638 thumbprint of the key's public half. */
export function signNotice(notice: StoppedNotice, privateKey: CryptoKey, thumbprint: string): Promise<string> {
  return signCompact(notice, noticeType, privateKey, thumbprint);
}

/** What {@link readSignedNotice} finds: a well-formed notice, nothing of which is verified yet. */
export type ReadNotice =
  | {
      readonly read: true;
      /** Thumbprint of the device key that is said to have signed it. */
      readonly kid: string;
      readonly notice: StoppedNotice;
      /** SHA-256 of the JWS signing input. */
      readonly identity: Digest;
    }
  | Unread;

/** Takes a signed notice apart without believing it; its one spelling is that of claims. Never throws. */
export async function readSignedNotice(token: unknown): Promise<ReadNotice> {
  const found = await readCompact(token, { typ: noticeType, name: 'stopped notice', parse: parseStoppedNotice });
  if (!found.read) return found;
  const { kid, value, identity } = found;
  return { read: true, kid, notice: value, identity };
}
