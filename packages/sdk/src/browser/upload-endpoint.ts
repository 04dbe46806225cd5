import {
  type Challenge,
  type ChallengeRequest,
  isSafeUploadError,
  type OutcomeAnswer,
  type PrecheckAnswer,
  parseChallenge,
  parseOutcomeAnswer,
  parsePrecheckAnswer,
  parseRefusalAnswer,
  parseStatusAnswer,
  type RefusalAnswer,
  SafeUploadError,
  type SignedClaim,
  type StatusAnswer,
} from '@safeupload/sdk/core';
import type { StoreLimits } from './store-limits.js';
import type { Transport, TransportRequest, TransportResponse } from './transport-contract.js';
import { within } from './upload-pause.js';

/** What the server said: an answer, or that it did not take the request. */
export type Answered<T> =
  | { readonly taken: true; readonly answer: T }
  | { readonly taken: false; readonly status: number; readonly refusal: RefusalAnswer };

/** One upload's request, complete. */
export interface UploadRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Blob | FormData;
}

/**
 * The server's routes as functions. Each rejects with `network-failed` where no usable answer came (worth another try),
 * `response-invalid` where the answer is not ours, `aborted` when the signal fired.
 */
export interface Endpoint {
  challenge(request: ChallengeRequest, signal: AbortSignal): Promise<Answered<Challenge>>;
  precheck(claim: SignedClaim, signal: AbortSignal): Promise<Answered<PrecheckAnswer>>;
  upload(
    request: UploadRequest,
    signal: AbortSignal,
    onProgress: (sentBytes: number, totalBytes: number) => void,
  ): Promise<Answered<OutcomeAnswer>>;
  /** Nobody reads the answer: it is the same whatever becomes of the notice. */
  stopped(notice: string, signal: AbortSignal): Promise<unknown>;
  withdraw(uploadId: string, signal: AbortSignal): Promise<Answered<StatusAnswer>>;
}

/** What {@link createEndpoint} needs. */
export interface EndpointOptions {
  /** The server's address without a slash at its end, e.g. `/safe-upload`. */
  readonly base: string;
  readonly transport: Transport;
  readonly limits: StoreLimits;
  /** More headers for every request, e.g. `authorization` for hosts without cookies. */
  readonly headers: () => Readonly<Record<string, string>> | Promise<Readonly<Record<string, string>>>;
}

/** Statuses of proxies and overloaded servers: the same request may succeed in a moment. */
function isPassing(status: number): boolean {
  return status === 408 || status === 425 || status === 429 || status >= 500 || status === 0;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function readAnswer<T>({ status, text }: TransportResponse, parse: (value: unknown) => T): Answered<T> {
  const value = parseJson(text);
  try {
    if (status === 200) return { taken: true, answer: parse(value) };
    return { taken: false, status, refusal: parseRefusalAnswer(value) };
  } catch (error) {
    if (isPassing(status)) {
      throw new SafeUploadError('network-failed', `The server answered ${status} without saying why.`, {
        details: { status },
        cause: error,
      });
    }
    const why = isSafeUploadError(error) ? error.message : String(error);
    throw new SafeUploadError('response-invalid', `The answer (status ${status}) is not SafeUpload's: ${why}`, {
      details: { status },
      cause: error,
    });
  }
}

/** The {@link Endpoint} at this address. */
export function createEndpoint({ base, transport, limits, headers }: EndpointOptions): Endpoint {
  const send = async (request: Omit<TransportRequest, 'method' | 'stallMs'>) => {
    // The host's own, e.g. a token that is renewed first: no file waits for ever for it, and a cancel ends the wait.
    const own = await within(Promise.resolve(headers()), limits.shortAnswerMs, request.signal, () => {
      throw new SafeUploadError('network-failed', `The page gave no headers within ${limits.shortAnswerMs} ms.`);
    });
    return transport({
      ...request,
      method: 'POST',
      stallMs: limits.stallMs,
      headers: { ...own, ...request.headers },
    });
  };

  const post = async <T>(route: string, body: unknown, signal: AbortSignal, parse: (value: unknown) => T) => {
    const response = await send({
      url: `${base}/${route}`,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      answerMs: limits.shortAnswerMs,
      signal,
    });
    return readAnswer(response, parse);
  };

  return {
    challenge: (request, signal) => post('challenge', request, signal, parseChallenge),
    precheck: (claim, signal) => post('precheck', { claim }, signal, parsePrecheckAnswer),
    stopped: (notice, signal) => post('stopped', { notice }, signal, (value) => value),
    withdraw: (uploadId, signal) => post('withdraw', { uploadId }, signal, parseStatusAnswer),
    async upload({ url, headers: own, body }, signal, onProgress) {
      const answerMs = limits.uploadAnswerMs;
      const response = await send({ url: `${base}/${url}`, headers: own, body, answerMs, signal, onProgress });
      return readAnswer(response, parseOutcomeAnswer);
    },
  };
}
