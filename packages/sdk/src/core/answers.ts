import { type Challenge, parseChallenge, tokenPattern } from './challenge.js';
import { type Outcome, outcomes, type UploadState, uploadStates } from './outcome.js';
import { borderOf } from './parse.js';
import { isRefusalCode, type RefusalCode } from './refusal.js';

/** What the server answers to an upload that it took. Coarse on purpose: no score, label, bank or distance. */
export interface OutcomeAnswer {
  readonly v: 1;
  readonly uploadId: string;
  readonly outcome: Outcome;
}

/** What the server answers to a precheck: send the bytes, or the outcome without them. */
export type PrecheckAnswer = { readonly v: 1; readonly proceed: true } | OutcomeAnswer;

/** What the server answers to a deposit: the claim is kept until then (ms since the epoch). */
export interface DepositAnswer {
  readonly v: 1;
  readonly deposited: true;
  readonly expiresAt: number;
}

/** What the server answers to a stopped notice, whether or not it keeps it. */
export interface StoppedAnswer {
  readonly v: 1;
  readonly received: true;
}

/** Where an upload stands, for its owner. */
export interface StatusAnswer extends OutcomeAnswer {
  readonly state: UploadState;
}

/** Whether a receipt still holds. */
export interface ReceiptStatusAnswer {
  readonly v: 1;
  readonly receipt: 'valid' | 'revoked';
}

/** What the server answers where it did not take the request. */
export interface RefusalAnswer {
  readonly v: 1;
  readonly code: RefusalCode;
  /** What happened, why it matters, what to do. */
  readonly message: string;
  /** Present where the client should sign again; see the table of codes. */
  readonly challenge?: Challenge;
  /** With `rate-limited` and `unavailable`: seconds until it is worth trying again. */
  readonly retryAfterSeconds?: number;
  /** With attach refusals: the ids it is about. */
  readonly uploadIds?: readonly string[];
}

const border = borderOf('response-invalid', "server's answer");

/** The outcome in a parsed JSON value. Throws `response-invalid`. */
export function parseOutcomeAnswer(value: unknown): OutcomeAnswer {
  const root = border.object(value, 'answer', ['v', 'uploadId', 'outcome']);
  border.integer(root.v, 'answer.v', 1, 1);
  return {
    v: 1,
    uploadId: border.matching(root.uploadId, 'answer.uploadId', tokenPattern, 'an upload id'),
    outcome: border.oneOf(root.outcome, 'answer.outcome', outcomes),
  };
}

/** The precheck's answer in a parsed JSON value. Throws `response-invalid`. */
export function parsePrecheckAnswer(value: unknown): PrecheckAnswer {
  const root = border.object(value, 'answer', ['v'], ['proceed', 'uploadId', 'outcome']);
  if (root.proceed === true && root.outcome === undefined) return { v: 1, proceed: true };
  return parseOutcomeAnswer(value);
}

/** The deposit's answer in a parsed JSON value. Throws `response-invalid`. */
export function parseDepositAnswer(value: unknown): DepositAnswer {
  const root = border.object(value, 'answer', ['v', 'deposited', 'expiresAt']);
  border.integer(root.v, 'answer.v', 1, 1);
  if (root.deposited !== true) border.refuse('answer.deposited', 'true', root.deposited);
  return {
    v: 1,
    deposited: true,
    expiresAt: border.integer(root.expiresAt, 'answer.expiresAt', 0, Number.MAX_SAFE_INTEGER),
  };
}

/** The answer to a stopped notice in a parsed JSON value. Throws `response-invalid`. */
export function parseStoppedAnswer(value: unknown): StoppedAnswer {
  const root = border.object(value, 'answer', ['v', 'received']);
  border.integer(root.v, 'answer.v', 1, 1);
  if (root.received !== true) border.refuse('answer.received', 'true', root.received);
  return { v: 1, received: true };
}

/** The status in a parsed JSON value. Throws `response-invalid`. */
export function parseStatusAnswer(value: unknown): StatusAnswer {
  const root = border.object(value, 'answer', ['v', 'uploadId', 'outcome', 'state']);
  const { state, ...rest } = root;
  return { ...parseOutcomeAnswer(rest), state: border.oneOf(state, 'answer.state', uploadStates) };
}

/** The refusal in a parsed JSON value. Throws `response-invalid`. */
export function parseRefusalAnswer(value: unknown): RefusalAnswer {
  const root = border.object(
    value,
    'answer',
    ['v', 'code', 'message'],
    ['challenge', 'retryAfterSeconds', 'uploadIds'],
  );
  border.integer(root.v, 'answer.v', 1, 1);
  const code = isRefusalCode(root.code) ? root.code : border.refuse('answer.code', 'a refusal code', root.code);
  return {
    v: 1,
    code,
    message: border.text(root.message, 'answer.message', 2000),
    ...(root.challenge === undefined ? {} : { challenge: parseChallenge(root.challenge) }),
    ...(root.retryAfterSeconds === undefined
      ? {}
      : { retryAfterSeconds: border.integer(root.retryAfterSeconds, 'answer.retryAfterSeconds', 0, 86_400) }),
    ...(root.uploadIds === undefined
      ? {}
      : {
          uploadIds: border.list(root.uploadIds, 'answer.uploadIds', 1000, (id, path) => border.text(id, path, 64)),
        }),
  };
}
