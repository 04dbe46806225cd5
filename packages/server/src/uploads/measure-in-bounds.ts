import { type Header, isSafeUploadError } from '@safeupload/sdk/core';
import type { DerivativeSpec, Measured } from '../measurer.js';
import type { serverFailures } from '../policy/failures.js';
import { type Refused, refuse } from '../refused.js';
import type { Services } from '../services.js';

/** What could be measured, or why not. */
export type Measuring =
  | { readonly measured: Measured }
  | { readonly failure: (typeof serverFailures)[number]; readonly error: unknown };

/** All sizes that are encoded of a picture. */
export function specsOf(services: Pick<Services, 'policy'>): readonly DerivativeSpec[] {
  return [...services.policy.derivatives, services.policy.look];
}

/**
 * Measures within a time that ends for sure, whatever the measurer does. A file that cannot be decoded is refused;
 * everything else that goes wrong is a failure for the policy's table, never an exception. `accountId` is who has to take
 * turns with its own other files; null for the staff's looks. `stop` ends it early, as a failure.
 */
export async function measureInBounds(
  bytes: Uint8Array,
  header: Header,
  accountId: string | null,
  services: Services,
  stop?: AbortSignal,
): Promise<Measuring | Refused> {
  const { limits, times, sessions } = services.policy;
  const timeout = AbortSignal.timeout(limits.measureMs + times.queue);
  const signal = stop === undefined ? timeout : AbortSignal.any([timeout, stop]);
  const endTurn =
    accountId === null
      ? () => undefined
      : await services.turns.take(accountId, sessions.uploadsWaiting, AbortSignal.timeout(times.queue));
  if (endTurn === null) return { failure: 'queue-full', error: new Error('too many files of one account at once') };
  const late = new Promise<never>((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  // A measurer that throws at once leaves nobody to hear of it.
  late.catch(() => undefined);
  try {
    const { views } = services;
    const derivatives = specsOf(services);
    const measuring = services.measurer.measure(bytes, header, { derivatives, views, limits, signal });
    const measured = await Promise.race([measuring, late]);
    // A measurer of the host's own that knows no views would let through what they are for.
    if (measured.views.length < views.length) throw new Error(`expected ${views.length} views, got fewer`);
    for (const look of [measured.evidence.models, ...measured.views]) {
      expectRisks(look, measured.evidence.models.length);
    }
    return { measured };
  } catch (error) {
    if (isSafeUploadError(error) && error.code === 'decode-failed') return refuse('decode-failed', error.message);
    const queueFull = isSafeUploadError(error) && error.details.queueFull === true;
    return { failure: queueFull ? 'queue-full' : 'classifier-failed', error };
  } finally {
    endTurn();
  }
}

/** Throws unless there is a risk of every model: what is no number is above no threshold, and would pass. */
function expectRisks(look: readonly { readonly risk: number }[], models: number): void {
  if (look.length < models) throw new Error(`expected scores of ${models} models, got ${look.length}`);
  for (const { risk } of look) {
    if (!(risk >= 0 && risk <= 1)) throw new Error(`expected a risk in [0, 1], got ${risk}`);
  }
}
