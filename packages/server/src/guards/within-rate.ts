import { type Refused, refuse } from '../refused.js';
import type { Services } from '../services.js';

/** Stops one account, however many sessions it opens, from keeping the measuring processes busy, or from trying digests one after the other. */
export function withinRate(what: 'precheck' | 'upload', accountId: string, services: Services): Refused | null {
  const { prechecksPerMinute, uploadsPerMinute } = services.policy.sessions;
  const most = what === 'precheck' ? prechecksPerMinute : uploadsPerMinute;
  const seconds = services.rates.take(what, accountId, most, services.clock());
  if (seconds === 0) return null;
  return refuse('rate-limited', `At most ${most} a minute. Try again in ${seconds} s; nothing was lost.`, {
    retryAfterSeconds: seconds,
  });
}
