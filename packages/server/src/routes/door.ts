import { callerIdentified } from '../guards/caller-identified.js';
import { originAllowed } from '../guards/origin-allowed.js';
import { withinRate } from '../guards/within-rate.js';
import type { Identity } from '../identity.js';
import { isRefused, type Refused } from '../refused.js';
import type { Services } from '../services.js';

/** The guards of every route that changes something, all before the body is read: origin, session, rate. */
export async function passDoor(
  request: Request,
  services: Services,
  counted: 'precheck' | 'upload' | null,
): Promise<Identity | Refused> {
  const foreign = originAllowed(request, services);
  if (foreign !== null) return foreign;
  const identity = await callerIdentified(request, services);
  if (isRefused(identity)) return identity;
  return (counted === null ? null : withinRate(counted, identity.sessionId, services)) ?? identity;
}
