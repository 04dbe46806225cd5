import {
  borderOf,
  contexts,
  isSafeUploadError,
  mediaTypeOf,
  parseFingerprint,
  SafeUploadError,
} from '@safeupload/sdk/core';
import { bankMeanings } from '../banks/bank.js';
import { type Actor, roles, tiers } from '../identity.js';
import { isRefused } from '../refused.js';
import { answer, answerRefusal, answerUnavailable } from '../routes/answers.js';
import type { Verifier } from '../verifier.js';

/** Bytes of one call; `screen` takes the limit of uploads instead. */
const longestBody = 65_536;

const border = borderOf('options-invalid', 'call');

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
};

type Fields = Record<string, unknown>;

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

const calls: Readonly<Record<string, (fields: Fields, verifier: Verifier) => Promise<unknown>>> = {
  attach(fields, verifier) {
    const target = border.object(fields.target, 'target', ['context', 'id']);
    return verifier.attach({
      uploadIds: idsOf(fields),
      accountId: accountOf(fields),
      target: {
        context: border.oneOf(target.context, 'target.context', contexts),
        id: border.text(target.id, 'target.id', 200),
      },
    });
  },
  detach: (fields, verifier) => verifier.detach({ uploadIds: idsOf(fields), accountId: accountOf(fields) }),
  status: (fields, verifier) => verifier.status(idOf(fields)),
  pictures: async (fields, verifier) => Object.fromEntries(await verifier.picturesOf(idsOf(fields))),
  takedown: (fields, verifier) =>
    verifier.takedown({ uploadId: idOf(fields), by: actorOf(fields), ...reasonOf(fields) }),
  hide: (fields, verifier) => verifier.hide({ uploadId: idOf(fields), by: actorOf(fields), ...reasonOf(fields) }),
  undo: (fields, verifier) => verifier.undo({ uploadId: idOf(fields), by: actorOf(fields) }),
  'decide-hold': (fields, verifier) =>
    verifier.decideHold({
      uploadId: idOf(fields),
      action: border.oneOf(fields.action, 'action', ['release', 'reject']),
      by: actorOf(fields),
      ...reasonOf(fields),
    }),
  holds: (fields, verifier) =>
    verifier.holds({ lane: border.oneOf(fields.lane, 'lane', ['ordinary', 'severe']), by: actorOf(fields) }),
  decisions: (fields, verifier) => verifier.decisions({ by: actorOf(fields) }),
  banks: (_, verifier) => verifier.banks.list(),
  'declare-bank': (fields, verifier) =>
    verifier.banks.declare({
      name: border.text(fields.bank, 'bank', 64),
      meaning: border.oneOf(fields.meaning, 'meaning', bankMeanings),
      severe: border.flag(fields.severe, 'severe'),
      disclosable: border.flag(fields.disclosable, 'disclosable'),
    }),
  'add-to-bank': (fields, verifier) =>
    verifier.banks.add({
      bank: border.text(fields.bank, 'bank', 64),
      ...(fields.sha256 === undefined ? {} : { sha256: border.digest(fields.sha256, 'sha256') }),
      ...(fields.fingerprint === undefined ? {} : { fingerprint: parseFingerprint(fields.fingerprint) }),
      ...(fields.note === undefined ? {} : { note: border.text(fields.note, 'note', 200) }),
    }),
  async look(fields, verifier) {
    const { bytes, mediaType } = await verifier.look({
      uploadId: idOf(fields),
      size: border.oneOf(fields.size, 'size', ['small', 'full']),
      by: actorOf(fields),
    });
    return pictureAnswer(bytes, mediaType);
  },
};

async function screened(request: Request, verifier: Verifier): Promise<Response> {
  const query = new URL(request.url).searchParams;
  const bytes = await readBody(request, verifier.policy.limits.fileBytes);
  const outcome = await verifier.screen(bytes, {
    accountId: border.text(query.get('accountId'), 'accountId', 200),
    tier: border.oneOf(query.get('tier'), 'tier', tiers),
    context: border.oneOf(query.get('context'), 'context', contexts),
  });
  return isRefused(outcome) ? answerRefusal(outcome) : answer({ v: 1, value: outcome });
}

function pictureAnswer(bytes: Uint8Array, mediaType: string): Response {
  const isPicture = (['jpeg', 'png', 'gif', 'webp'] as const).some((format) => mediaTypeOf(format) === mediaType);
  const headers = {
    'content-type': isPicture ? mediaType : 'application/octet-stream',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  };
  return new Response(new Uint8Array(bytes), { headers });
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
  const known = [
    ...['uploadIds', 'uploadId', 'accountId', 'target', 'by', 'reason', 'action', 'lane', 'size'],
    ...['bank', 'meaning', 'severe', 'disclosable', 'sha256', 'fingerprint', 'note'],
  ];
  return border.object(value, 'call', [], known);
}

function idOf(fields: Fields): string {
  return border.text(fields.uploadId, 'uploadId', 64);
}

function idsOf(fields: Fields): string[] {
  return border.list(fields.uploadIds, 'uploadIds', 1000, (id, path) => border.text(id, path, 64));
}

function accountOf(fields: Fields): string {
  return border.text(fields.accountId, 'accountId', 200);
}

/** What a moderator typed, as one line: it goes into lists and logs. */
function reasonOf(fields: Fields): { reason?: string } {
  const { reason } = fields;
  if (reason === undefined) return {};
  return {
    reason: border.text(typeof reason === 'string' ? reason.replace(/\s+/g, ' ').trim() : reason, 'reason', 500),
  };
}

function actorOf(fields: Fields): Actor {
  const by = border.object(fields.by, 'by', ['accountId', 'roles']);
  return {
    accountId: border.text(by.accountId, 'by.accountId', 200),
    roles: border.list(by.roles, 'by.roles', 3, (role, path) => border.oneOf(role, path, roles)),
  };
}
