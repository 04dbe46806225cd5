import type { Context } from '@safeupload/sdk/core';
import { type Refused, refuse } from '../refused.js';
import type { Services } from '../services.js';
import type { Standing } from './standing.js';

/**
 * Refuses what low trust may not use at all: link previews and pictures fetched from an address. Whoever answers at that
 * address can show another picture to the server than to everybody else, and tomorrow another one again.
 */
export function useOff(
  use: { readonly context: Context; readonly remote: boolean },
  standing: Standing,
  services: Pick<Services, 'policy'>,
): Refused | null {
  const { offIn, remoteOff } = services.policy.lowTrust;
  if (!standing.lowTrust || !(offIn.includes(use.context) || (use.remote && remoteOff))) return null;
  return refuse(
    'use-off',
    'Previews and pictures from other addresses are off for accounts with little history. Upload the picture itself instead.',
  );
}
