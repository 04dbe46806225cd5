import {
  type Border,
  borderOf,
  type ErrorRecord,
  type Fingerprint,
  isErrorCode,
  parseFingerprint,
} from '@safeupload/sdk/core';
import type { AuditHead } from '../audit/verify-audit.js';
import type { BankMatch } from '../banks/bank-matches.js';
import type { HeldSubject } from '../records/legal-hold.js';

/** What a command asks of the running server over its control socket: one line of JSON, one line back. */
export type ControlRequest = { readonly v: 1 } & (
  | { readonly command: 'takedown'; readonly uploadId: string; readonly reason: string }
  | { readonly command: 'undo'; readonly uploadId: string }
  | { readonly command: 'status'; readonly uploadId: string }
  | { readonly command: 'curtain'; readonly move: 'up' | 'down' | 'status' }
  | ({ readonly command: 'legal-hold-place'; readonly reason: string } & HeldSubject)
  | { readonly command: 'legal-hold-lift'; readonly id: string; readonly reason?: string }
  | { readonly command: 'legal-hold-list'; readonly lifted: boolean }
  | { readonly command: 'export'; readonly uploadId: string; readonly reason: string; readonly withOriginal: boolean }
  | { readonly command: 'audit-verify'; readonly expectHead?: AuditHead }
  | MatchRequest
);

/** Asks which entries of these banks a file matches. */
export interface MatchRequest {
  readonly command: 'match';
  readonly banks: readonly string[];
  readonly sha256: string;
  readonly orientations: readonly (readonly Fingerprint[])[];
}

/** What comes back. */
export type ControlAnswer = { readonly v: 1; readonly value: unknown } | { readonly v: 1; readonly error: ErrorRecord };

/** Bytes of one line: 16 frames in 8 orientations are 14 KB. */
export const longestControlLine = 65_536;

const border = borderOf('options-invalid', 'control request');

const readers: { readonly [Command in ControlRequest['command']]: (value: unknown) => ControlRequest } = {
  takedown(value) {
    const { uploadId, reason } = fieldsOf(value, ['uploadId', 'reason']);
    return { v: 1, command: 'takedown', uploadId: idOf(uploadId, 'uploadId'), reason: reasonOf(reason) };
  },
  undo: (value) => ({ v: 1, command: 'undo', uploadId: idOf(fieldsOf(value, ['uploadId']).uploadId, 'uploadId') }),
  status: (value) => ({ v: 1, command: 'status', uploadId: idOf(fieldsOf(value, ['uploadId']).uploadId, 'uploadId') }),
  curtain(value) {
    const move = border.oneOf(fieldsOf(value, ['move']).move, 'request.move', ['up', 'down', 'status']);
    return { v: 1, command: 'curtain', move };
  },
  'legal-hold-place'(value) {
    const { accountId, uploadId, reason } = fieldsOf(value, ['reason'], ['accountId', 'uploadId']);
    const subject =
      accountId === undefined
        ? { uploadId: idOf(uploadId, 'uploadId') }
        : { accountId: border.text(accountId, 'request.accountId', 200) };
    if (accountId !== undefined && uploadId !== undefined) border.refuse('request.uploadId', 'absent', uploadId);
    return { v: 1, command: 'legal-hold-place', reason: reasonOf(reason), ...subject };
  },
  'legal-hold-lift'(value) {
    const { id, reason } = fieldsOf(value, ['id'], ['reason']);
    const said = reason === undefined ? {} : { reason: reasonOf(reason) };
    return { v: 1, command: 'legal-hold-lift', id: idOf(id, 'id'), ...said };
  },
  'legal-hold-list'(value) {
    const { lifted } = fieldsOf(value, ['lifted']);
    return { v: 1, command: 'legal-hold-list', lifted: border.flag(lifted, 'request.lifted') };
  },
  export(value) {
    const { uploadId, reason, withOriginal } = fieldsOf(value, ['uploadId', 'reason', 'withOriginal']);
    return {
      v: 1,
      command: 'export',
      uploadId: idOf(uploadId, 'uploadId'),
      reason: reasonOf(reason),
      withOriginal: border.flag(withOriginal, 'request.withOriginal'),
    };
  },
  'audit-verify'(value) {
    const { expectHead } = fieldsOf(value, [], ['expectHead']);
    const expected = expectHead === undefined ? {} : { expectHead: parseAuditHead(expectHead, border) };
    return { v: 1, command: 'audit-verify', ...expected };
  },
  match(value) {
    const { banks, sha256, orientations } = fieldsOf(value, ['banks', 'sha256', 'orientations']);
    return {
      v: 1,
      command: 'match',
      banks: border.list(banks, 'request.banks', 100, (name, path) => border.text(name, path, 64)),
      sha256: border.digest(sha256, 'request.sha256'),
      orientations: border.list(orientations, 'request.orientations', 16, (frame, path) =>
        border.list(frame, path, 8, (fingerprint) => parseFingerprint(fingerprint)),
      ),
    };
  },
};

// Provable: the keys are exactly the commands, which the type of the table demands.
const commands = Object.keys(readers) as readonly ControlRequest['command'][];

/** The request in one line. Throws `options-invalid`. */
export function parseControlRequest(line: string): ControlRequest {
  const value = parsed(line);
  const command = typeof value === 'object' && value !== null ? Reflect.get(value, 'command') : undefined;
  return readers[border.oneOf(command, 'request.command', commands)](value);
}

function fieldsOf(value: unknown, keys: readonly string[], optional: readonly string[] = []): Record<string, unknown> {
  return border.object(value, 'request', ['v', 'command', ...keys], optional);
}

function idOf(value: unknown, name: string): string {
  return border.text(value, `request.${name}`, 64);
}

function reasonOf(value: unknown): string {
  return border.text(value, 'request.reason', 500);
}

/** A noted head of the audit log out of a parsed JSON value, read at this border. */
export function parseAuditHead(value: unknown, at: Border): AuditHead {
  const head = at.object(value, 'head', ['seq', 'hash']);
  return { seq: at.integer(head.seq, 'head.seq', 1, Number.MAX_SAFE_INTEGER), hash: at.digest(head.hash, 'head.hash') };
}

/** The answer in one line. Throws `response-invalid`. */
export function parseControlAnswer(line: string): ControlAnswer {
  const answers = borderOf('response-invalid', "server's answer");
  const root = answers.object(parsed(line), 'answer', ['v'], ['value', 'error']);
  if (root.error === undefined) return { v: 1, value: root.value };
  const error = answers.object(root.error, 'answer.error', ['code', 'message', 'details']);
  return {
    v: 1,
    error: {
      code: isErrorCode(error.code) ? error.code : 'server-refused',
      message: answers.text(error.message, 'answer.error.message', 4000),
      details: {},
    },
  };
}

/** The matches in the value of a `match` answer. Throws `response-invalid`. */
export function parseMatches(value: unknown): readonly BankMatch[] {
  const answers = borderOf('response-invalid', "server's answer");
  return answers.list(value, 'matches', 200, (item, path) => {
    const match = answers.object(item, path, ['bank', 'by', 'distance']);
    const bank = answers.object(match.bank, `${path}.bank`, ['name', 'meaning', 'severe', 'disclosable']);
    return {
      bank: {
        name: answers.text(bank.name, `${path}.bank.name`, 64),
        meaning: answers.oneOf(bank.meaning, `${path}.bank.meaning`, ['block', 'hold', 'allow']),
        severe: answers.flag(bank.severe, `${path}.bank.severe`),
        disclosable: answers.flag(bank.disclosable, `${path}.bank.disclosable`),
      },
      by: answers.oneOf(match.by, `${path}.by`, ['digest', 'source', 'fingerprint']),
      distance: answers.integer(match.distance, `${path}.distance`, 0, 256),
    };
  });
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
