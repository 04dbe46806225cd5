import type { DevicePolicy } from '@safeupload/sdk/core';
import type { Queries } from '../database/database.js';
import type { Identity } from '../identity.js';
import type { Services } from '../services.js';
import { readStanding, type Standing } from '../trust/standing.js';

/**
 * True for accounts whose devices are to say that they stopped a file: those without an accepted picture, so that an
 * attack by fresh accounts is seen although it sends nothing. Nobody else's device is asked to tell anything.
 */
export function asksForNotices(standing: Pick<Standing, 'tier' | 'accepted'>): boolean {
  return standing.tier !== 'trusted' && standing.accepted === 0;
}

/** The device policy that this account is sent: its tier's, with whether notices are wanted of it just now. */
export async function devicePolicyOf(
  queries: Queries,
  identity: Pick<Identity, 'accountId' | 'tier'>,
  services: Pick<Services, 'policy'>,
): Promise<DevicePolicy> {
  const stoppedNotices = asksForNotices(await readStanding(queries, identity, services));
  return { ...services.policy.devicePolicies[identity.tier], stoppedNotices };
}
