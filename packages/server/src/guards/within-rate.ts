import type { Counted } from '../rates.js';
import { type Refused, refuse } from '../refused.js';
import type { Services } from '../services.js';

/**
 * Stops one account, however many sessions it opens, from keeping the measuring processes busy, trying digests one after
 * the other, or filling the table of tickets.
 */
export function withinRate(what: Counted, accountId: string, services: Services): Refused | null {
  const { challengesPerMinute, prechecksPerMinute, uploadsPerMinute } = services.policy.sessions;
  const most = { challenge: challengesPerMinute, precheck: prechecksPerMinute, upload: uploadsPerMinute }[what];
  const seconds = services.rates.take(what, accountId, most, services.clock());
  if (seconds === 0) return null;
  return refuse('rate-limited', `At most ${most} a minute. Try again in ${seconds} s; nothing was lost.`, {
    retryAfterSeconds: seconds,
  });
}
