import { contexts, isSafeUploadError, SafeUploadError } from '@safeupload/sdk/core';
import { tiers } from '../identity.js';
import { isRefused } from '../refused.js';
import { answer, answerRefusal, answerUnavailable } from '../routes/answers.js';
import type { Verifier } from '../verifier.js';
import { border, type Fields, type HostCall, peerOfFields } from './host-fields.js';
import { nightCalls } from './host-night-calls.js';
import { pictureCalls } from './host-picture-calls.js';

/** Bytes of one call; `screen` takes the limit of uploads instead. */
const longestBody = 65_536;

/** What any call may carry; each reads its own. A misspelt field would quietly do nothing. */
const knownFields = [
  ...['uploadIds', 'uploadId', 'accountId', 'target', 'by', 'reason', 'action', 'lane', 'size'],
  ...['bank', 'meaning', 'severe', 'disclosable', 'sha256', 'fingerprint', 'note'],
  ...['tier', 'peer', 'groupBy', 'kind', 'id', 'lifted', 'withOriginal', 'head', 'most'],
];

/** What a call throws becomes this HTTP status; everything else is `unavailable`, 503. */
const statusOfCode: Readonly<Record<string, number>> = {
  'options-invalid': 400,
  'evidence-invalid': 400,
  'role-missing': 403,
  'not-yours': 403,
  'not-found': 404,
  'wrong-context': 409,
  'not-attachable': 409,
  'wrong-state': 409,
  'use-off': 403,
  'rate-limited': 429,
  'holds-waiting': 429,
  // What was sealed does not open: whoever runs the server has to know, and nobody else gets here.
  'keys-missing': 500,
  'read-failed': 500,
};

/**
 * The verifier's functions for a host in another language: `POST {base}/host/<name>` with a JSON object, answered by
 * `{ v: 1, value }` or `{ v: 1, code, message, uploadIds? }`. `look` answers the picture; `screen` takes the picture's bytes, its
 * fields in the query. The caller has made sure that it is the host who asks.
 */
export async function answerHost(name: string, request: Request, verifier: Verifier): Promise<Response> {
  try {
    if (request.method !== 'POST') throw new SafeUploadError('options-invalid', 'Calls of the host are POST.');
    if (name === 'screen') return await screened(request, verifier);
    const call = Object.hasOwn(calls, name) ? calls[name] : undefined;
    if (!call)
      throw new SafeUploadError(
        'not-found',
        `There is no call ${name}. There are: ${Object.keys(calls).join(', ')}, screen.`,
      );
    const value = await call(fieldsOf(await readBody(request, longestBody)), verifier);
    return value instanceof Response ? value : answer({ v: 1, value: value ?? null });
  } catch (thrown) {
    const status = isSafeUploadError(thrown) ? statusOfCode[thrown.code] : undefined;
    if (!isSafeUploadError(thrown) || status === undefined) return answerUnavailable();
    const { uploadIds } = thrown.details;
    return answer(
      { v: 1, code: thrown.code, message: thrown.message, ...(uploadIds === undefined ? {} : { uploadIds }) },
      status,
    );
  }
}

const calls: Readonly<Record<string, HostCall>> = { ...pictureCalls, ...nightCalls };

async function screened(request: Request, verifier: Verifier): Promise<Response> {
  const query = new URL(request.url).searchParams;
  const bytes = await readBody(request, verifier.policy.limits.fileBytes);
  const outcome = await verifier.screen(bytes, {
    accountId: border.text(query.get('accountId'), 'accountId', 200),
    tier: border.oneOf(query.get('tier'), 'tier', tiers),
    context: border.oneOf(query.get('context'), 'context', contexts),
    ...(query.get('remote') === null
      ? {}
      : { remote: border.oneOf(query.get('remote'), 'remote', ['0', '1']) === '1' }),
    ...(query.get('address') === null ? {} : peerOfFields({ peer: peerIn(query) })),
  });
  return isRefused(outcome) ? answerRefusal(outcome) : answer({ v: 1, value: outcome });
}

/** The peer in a query, unread. */
function peerIn(query: URLSearchParams): Fields {
  const port = query.get('port');
  return { address: query.get('address'), ...(port === null ? {} : { port: Number(port) }) };
}

/** The whole body, or `options-invalid` as soon as it is longer than `most` bytes. */
async function readBody(request: Request, most: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of request.body ?? []) {
    length += part.length;
    if (length > most)
      throw new SafeUploadError('options-invalid', `The call is too long: expected at most ${most} bytes.`);
    parts.push(part);
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

function fieldsOf(bytes: Uint8Array): Fields {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new SafeUploadError('options-invalid', 'The call is not JSON.');
  }
  return border.object(value, 'call', [], knownFields);
}
