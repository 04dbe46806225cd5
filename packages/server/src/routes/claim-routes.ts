import { isSafeUploadError, parseChallengeRequest, SafeUploadError } from '@safeupload/sdk/core';
import { calculateJwkThumbprint, importJWK } from 'jose';
import { admitByBuckets } from '../buckets/admit-by-buckets.js';
import { chargeRefusal } from '../buckets/refusal-cost.js';
import { issueChallenge } from '../challenge/fresh-challenge.js';
import { type BoundClaim, passClaimGuards, passDoor } from '../guards/guards.js';
import type { Identity } from '../identity.js';
import { isRefused, type Refused, refuse } from '../refused.js';
import type { Services } from '../services.js';
import { keepDeposit } from '../uploads/deposits.js';
import { precheck } from '../uploads/precheck.js';
import { answer, answerRefusal } from './answers.js';
import { readJson } from './read-body.js';
import { mostJsonBytes, readToken } from './read-token.js';

/** `POST {base}/challenge` */
export async function challengeRoute(request: Request, services: Services): Promise<Response> {
  const identity = await passDoor(request, services, 'challenge');
  if (isRefused(identity)) return answerRefusal(identity);
  const json = await readJson(request, { mostBytes: mostJsonBytes, withinMs: services.policy.times.body });
  if (isRefused(json)) return answerRefusal(json);
  try {
    const { key, count, context } = parseChallengeRequest(json.value);
    await requireOnCurve(key);
    const thumbprint = await calculateJwkThumbprint(key);
    const tooOften = await admitByBuckets({ kind: 'challenge', accountId: null, key: thumbprint }, services);
    if (tooOften !== null) return answerRefusal(tooOften);
    const challenge = await issueChallenge({ key, thumbprint, count, context }, identity, services);
    return isRefused(challenge) ? answerRefusal(challenge) : answer(challenge);
  } catch (error) {
    if (!isSafeUploadError(error) || error.code !== 'challenge-invalid') throw error;
    return answerRefusal(refuse('request-invalid', error.message));
  }
}

/** `POST {base}/precheck` */
export async function precheckRoute(request: Request, services: Services, arrivedAt: number): Promise<Response> {
  const caller = await claimOf(request, services, arrivedAt);
  if (isRefused(caller)) return answerRefusal(caller);
  const { bound, identity } = caller;
  const checked = await precheck({ bound, identity, userAgent: request.headers.get('user-agent') }, services);
  // Trying one digest after the other gets slower with every hit; an answer that got lost is given again for nothing.
  if ('outcome' in checked && checked.outcome === 'refused' && bound.answered === null) {
    await chargeRefusal('precheck', { identity, key: bound.key }, services);
  }
  return answer(checked);
}

/** `POST {base}/deposit` */
export async function depositRoute(request: Request, services: Services, arrivedAt: number): Promise<Response> {
  const caller = await claimOf(request, services, arrivedAt);
  if (isRefused(caller)) return answerRefusal(caller);
  return answer(await keepDeposit(caller.bound, caller.identity, services));
}

async function claimOf(
  request: Request,
  services: Services,
  arrivedAt: number,
): Promise<{ bound: BoundClaim; identity: Identity } | Refused> {
  const identity = await passDoor(request, services, 'precheck');
  if (isRefused(identity)) return identity;
  const read = await readToken(request, 'claim', services);
  if (isRefused(read)) return read;
  const bound = await passClaimGuards(
    {
      token: read.token,
      arrivedAt,
      origin: request.headers.get('origin'),
      context: null,
      counted: 'precheck',
    },
    identity,
    services,
  );
  return isRefused(bound) ? bound : { bound, identity };
}

/** Throws `challenge-invalid` for coordinates that are no point of the curve: no signature by them could ever verify. */
async function requireOnCurve(key: ReturnType<typeof parseChallengeRequest>['key']): Promise<void> {
  try {
    await importJWK({ ...key, alg: 'ES256' }, 'ES256');
  } catch (cause) {
    throw new SafeUploadError('challenge-invalid', 'The key is not a point of P-256.', { cause });
  }
}
