import { borderOf } from '@safeupload/sdk/core';
import { type Actor, roles } from '../identity.js';
import type { Verifier } from '../verifier.js';

/** The fields of one call of the host, unread. */
export type Fields = Readonly<Record<string, unknown>>;

/** One call: its fields go into the verifier, what comes back goes to the host as JSON, or as the answer itself. */
export type HostCall = (fields: Fields, verifier: Verifier) => Promise<unknown>;

/** Reads what the host's software sent. Throws `options-invalid` naming the field. */
export const border = borderOf('options-invalid', 'call');

/** `uploadId`. */
export function idOf(fields: Fields): string {
  return border.text(fields.uploadId, 'uploadId', 64);
}

/** `uploadIds`, at most 1,000. */
export function idsOf(fields: Fields): string[] {
  return border.list(fields.uploadIds, 'uploadIds', 1000, (id, path) => border.text(id, path, 64));
}

/** `accountId`. */
export function accountOf(fields: Fields): string {
  return border.text(fields.accountId, 'accountId', 200);
}

/** `lane`. */
export function laneOf(fields: Fields): 'ordinary' | 'severe' {
  return border.oneOf(fields.lane, 'lane', ['ordinary', 'severe']);
}

/** `reason`, what a person typed, as one line: it goes into lists and logs. */
export function reasonOf(fields: Fields): { readonly reason?: string } {
  return fields.reason === undefined ? {} : { reason: neededReasonOf(fields) };
}

/** The same where an order without a reason is none. */
export function neededReasonOf({ reason }: Fields): string {
  return border.text(typeof reason === 'string' ? reason.replace(/\s+/g, ' ').trim() : reason, 'reason', 500);
}

/** `bank`, true where what is rejected goes onto the local hold bank, too. */
export function bankingOf(fields: Fields): { readonly bank?: boolean } {
  return fields.bank === undefined ? {} : { bank: border.flag(fields.bank, 'bank') };
}

/** `by`: who decides, with the roles the host gives. */
export function actorOf(fields: Fields): Actor {
  const by = border.object(fields.by, 'by', ['accountId', 'roles']);
  return {
    accountId: border.text(by.accountId, 'by.accountId', 200),
    roles: border.list(by.roles, 'by.roles', 3, (role, path) => border.oneOf(role, path, roles)),
  };
}

/** `peer`: where a request came from, as the host knows it. */
export function peerOfFields(fields: Fields): { readonly peer?: { readonly address: string; readonly port?: number } } {
  if (fields.peer === undefined) return {};
  const peer = border.object(fields.peer, 'peer', ['address'], ['port']);
  return {
    peer: {
      address: border.text(peer.address, 'peer.address', 64),
      ...(peer.port === undefined ? {} : { port: border.integer(peer.port, 'peer.port', 0, 65_535) }),
    },
  };
}
