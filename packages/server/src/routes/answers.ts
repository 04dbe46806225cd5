import { type RefusalAnswer, refusals } from '@safeupload/sdk/core';
import { type Refused, refuse } from '../refused.js';

const headers = {
  'content-type': 'application/json; charset=utf-8',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
};

/** A JSON answer that nobody stores. */
export function answer(body: unknown, status = 200): Response {
  return new Response(JSON.stringify(body), { status, headers });
}

/** A refusal as its answer, with the status of its code. */
export function answerRefusal(refused: Refused): Response {
  const { code, message, challenge, retryAfterSeconds } = refused;
  const body: RefusalAnswer = {
    v: 1,
    code,
    message,
    ...(challenge === undefined ? {} : { challenge }),
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  };
  const response = answer(body, refusals[code].status);
  if (retryAfterSeconds !== undefined) response.headers.set('retry-after', String(retryAfterSeconds));
  return response;
}

/** What a caller is told when something broke: nothing of what it was. */
export function answerUnavailable(): Response {
  return answerRefusal(
    refuse('unavailable', 'The server could not work just now. Nothing was published; try again soon.', {
      retryAfterSeconds: 5,
    }),
  );
}
