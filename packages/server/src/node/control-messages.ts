import { borderOf, type ErrorRecord, type Fingerprint, isErrorCode, parseFingerprint } from '@safeupload/sdk/core';
import type { BankMatch } from '../banks/bank-matches.js';

/** What a command asks of the running server over its control socket: one line of JSON, one line back. */
export type ControlRequest =
  | { readonly v: 1; readonly command: 'takedown'; readonly uploadId: string; readonly reason: string }
  | { readonly v: 1; readonly command: 'undo'; readonly uploadId: string }
  | { readonly v: 1; readonly command: 'status'; readonly uploadId: string }
  | {
      readonly v: 1;
      readonly command: 'match';
      readonly banks: readonly string[];
      readonly sha256: string;
      readonly orientations: readonly (readonly Fingerprint[])[];
    };

/** What comes back. */
export type ControlAnswer = { readonly v: 1; readonly value: unknown } | { readonly v: 1; readonly error: ErrorRecord };

/** Bytes of one line: 16 frames in 8 orientations are 14 KB. */
export const longestControlLine = 65_536;

const border = borderOf('options-invalid', 'control request');

/** The request in one line. Throws `options-invalid`. */
export function parseControlRequest(line: string): ControlRequest {
  const value = parsed(line);
  const { command } = border.object(
    value,
    'request',
    ['v', 'command'],
    ['uploadId', 'reason', 'banks', 'sha256', 'orientations'],
  );
  const known = border.oneOf(command, 'request.command', ['takedown', 'undo', 'status', 'match']);
  if (known === 'match') {
    const request = border.object(value, 'request', ['v', 'command', 'banks', 'sha256', 'orientations']);
    return {
      v: 1,
      command: known,
      banks: border.list(request.banks, 'request.banks', 100, (name, path) => border.text(name, path, 64)),
      sha256: border.digest(request.sha256, 'request.sha256'),
      orientations: border.list(request.orientations, 'request.orientations', 16, (frame, path) =>
        border.list(frame, path, 8, (fingerprint) => parseFingerprint(fingerprint)),
      ),
    };
  }
  if (known === 'takedown') {
    const request = border.object(value, 'request', ['v', 'command', 'uploadId', 'reason']);
    const uploadId = border.text(request.uploadId, 'request.uploadId', 64);
    return { v: 1, command: known, uploadId, reason: border.text(request.reason, 'request.reason', 500) };
  }
  const request = border.object(value, 'request', ['v', 'command', 'uploadId']);
  return { v: 1, command: known, uploadId: border.text(request.uploadId, 'request.uploadId', 64) };
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
