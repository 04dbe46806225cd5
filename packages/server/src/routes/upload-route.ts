import { isContext, longestClaimHeader, tokenPattern } from '@safeupload/sdk/core';
import { admitByBuckets } from '../buckets/admit-by-buckets.js';
import { chargeRefusal, isDear } from '../buckets/refusal-cost.js';
import { type BoundClaim, passClaimGuards, passDoor } from '../guards/guards.js';
import type { Identity } from '../identity.js';
import { isRefused, type Refused, refuse } from '../refused.js';
import type { Services } from '../services.js';
import { admitUpload } from '../uploads/admit-upload.js';
import { isRefusedByDigest, slowed } from '../uploads/slowed.js';
import { answer, answerRefusal } from './answers.js';
import { readMultipart } from './multipart.js';
import { receiveBody } from './receive-body.js';

/** Room for the fields and boundaries of a form beside its file, in bytes. */
const formOverheadBytes = 32_768;
const longestNote = 500;
/**
 * Control characters but for tab and line breaks (PostgreSQL takes no zero byte), and embeddings and overrides of
 * direction, which show a desk another text than was written. The marks that Hebrew and Arabic keyboards make are none.
 */
const unstorable = /[^\P{Cc}\t\r\n]|[\u202a-\u202e\u2066-\u2069]/u;
const fieldNames = ['safe_upload_claim', 'context', 'appeal', 'note', 'idempotency_key'];

/** What a request says beside the bytes, whichever way it says it. */
interface Said {
  readonly token: string | null;
  readonly context: string | null;
  readonly appeal: string | null;
  readonly note: string | null;
  readonly idempotencyKey: string | null;
  readonly userAgent: string | null;
}

/** `POST {base}/upload`: a raw body or a form, with or without a claim. */
export async function uploadRoute(request: Request, services: Services, arrivedAt: number): Promise<Response> {
  const refusedOr = await receive(request, services, arrivedAt);
  return isRefused(refusedOr) ? answerRefusal(refusedOr) : answer(refusedOr);
}

async function receive(request: Request, services: Services, arrivedAt: number) {
  const identity = await passDoor(request, services, 'upload');
  if (isRefused(identity)) return identity;
  const contentType = request.headers.get('content-type') ?? '';
  const form = /^multipart\/form-data\b/i.test(contentType);
  if (!form && !/^(image\/[a-z0-9.+-]{1,60}|application\/octet-stream)\s*(;|$)/i.test(contentType)) {
    return refuse('request-invalid', 'Send the file as a raw body of type image/* or as multipart/form-data.');
  }
  const bounds = {
    mostBytes: services.policy.limits.fileBytes + (form ? formOverheadBytes : 0),
    withinMs: services.policy.times.body,
  };
  return form
    ? receiveForm(request, contentType, bounds, identity, services, arrivedAt)
    : receiveRaw(request, bounds, identity, services, arrivedAt);
}

async function receiveRaw(
  request: Request,
  bounds: { mostBytes: number; withinMs: number },
  identity: Identity,
  services: Services,
  arrivedAt: number,
) {
  const query = new URL(request.url).searchParams;
  const said: Said = {
    token: request.headers.get('safe-upload-claim'),
    context: query.get('context'),
    appeal: query.get('appeal'),
    note: null,
    idempotencyKey: request.headers.get('idempotency-key'),
    userAgent: request.headers.get('user-agent'),
  };
  if (said.token !== null && said.token.length > longestClaimHeader) {
    return refuse(
      'claim-malformed',
      `A claim of over ${longestClaimHeader} characters goes as a form field or a deposit.`,
    );
  }
  // A claim in the header is judged before the body is read.
  const bound = await boundBy(said, request, identity, services, arrivedAt);
  if (isRefused(bound)) return bound;
  // A repeat whose answer got lost gets it; of a repeat without a claim only the bytes tell.
  const tooOften =
    bound === null || bound.answered !== null
      ? null
      : await slowed(services.database, slowing(said, identity), services);
  if (tooOften !== null) return tooOften;
  const bytes = await receiveBody(request, bounds, { identity, key: bound?.key ?? null }, services);
  if (isRefused(bytes)) return bytes;
  return admit(bytes, said, bound, identity, services);
}

async function receiveForm(
  request: Request,
  contentType: string,
  bounds: { mostBytes: number; withinMs: number },
  identity: Identity,
  services: Services,
  arrivedAt: number,
) {
  const body = await receiveBody(request, bounds, { identity, key: null }, services);
  if (isRefused(body)) return body;
  const form = readMultipart(body, contentType, fieldNames);
  if (isRefused(form)) return form;
  const header = request.headers.get('safe-upload-claim');
  const field = form.fields.get('safe_upload_claim') ?? null;
  if (header !== null && field !== null && header !== field) {
    return refuse('request-invalid', 'The claim in the header and the one in the form are not the same.');
  }
  const said: Said = {
    token: field ?? header,
    context: form.fields.get('context') ?? null,
    appeal: form.fields.get('appeal') ?? null,
    note: form.fields.get('note') ?? null,
    idempotencyKey: form.fields.get('idempotency_key') ?? request.headers.get('idempotency-key'),
    userAgent: request.headers.get('user-agent'),
  };
  const bound = await boundBy(said, request, identity, services, arrivedAt);
  if (isRefused(bound)) return bound;
  if (bound !== null) {
    const order = { kind: 'byte', accountId: null, key: bound.key, cost: body.length } as const;
    const tooMuch = await admitByBuckets(order, services);
    if (tooMuch !== null) return tooMuch;
  }
  return admit(form.file, said, bound, identity, services);
}

async function boundBy(
  said: Said,
  request: Request,
  identity: Identity,
  services: Services,
  arrivedAt: number,
): Promise<BoundClaim | Refused | null> {
  if (said.appeal !== null && said.appeal !== '1') return refuse('request-invalid', 'appeal is 1 or absent.');
  if (said.note !== null && (said.note.length > longestNote || said.appeal === null)) {
    return refuse('request-invalid', `A note belongs to an appeal and has at most ${longestNote} characters.`);
  }
  if (said.note !== null && unstorable.test(said.note)) {
    return refuse('request-invalid', 'The note holds characters that no keyboard makes.');
  }
  if (said.token === null) return null;
  return passClaimGuards(
    {
      token: said.token,
      arrivedAt,
      origin: request.headers.get('origin'),
      context: said.context,
      counted: 'upload',
    },
    identity,
    services,
  );
}

/** Whose upload may be slowed: never an appeal. */
function slowing(said: Said, { accountId }: Identity) {
  return { accountId, appealed: said.appeal === '1' };
}

async function admit(bytes: Uint8Array, said: Said, bound: BoundClaim | null, identity: Identity, services: Services) {
  const context = bound?.claim.context ?? said.context;
  if (!isContext(context)) return refuse('request-invalid', 'Without a claim the request must name a known context.');
  const { idempotencyKey } = said;
  if (idempotencyKey !== null && !tokenPattern.test(idempotencyKey)) {
    return refuse('request-invalid', 'An Idempotency-Key is 22–64 base64url characters.');
  }
  const admitted = await admitUpload(
    {
      bytes,
      identity,
      context,
      bound,
      idempotencyKey,
      appealed: said.appeal === '1',
      note: said.note,
      route: bound === null ? 'unclaimed' : 'claimed',
      userAgent: said.userAgent,
    },
    services,
  );
  const isGuess = isRefused(admitted)
    ? isDear(admitted.code)
    : admitted.outcome === 'refused' &&
      (bound === null || bound.answered === null) &&
      (await isRefusedByDigest(services.database, admitted.uploadId));
  if (isGuess) await chargeRefusal('upload', { identity, key: bound?.key ?? null }, services);
  return admitted;
}
