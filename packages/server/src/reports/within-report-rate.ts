import { SafeUploadError } from '@safeupload/sdk/core';
import { admitByBuckets } from '../buckets/admit-by-buckets.js';
import type { Services } from '../services.js';

/**
 * Counts the report against the buckets of its reporter, her network and the forum, before anything is read. Throws
 * `rate-limited` with `details.retryAfterSeconds`; nothing was kept then.
 */
export async function withinReportRate(
  order: { readonly accountId: string; readonly peer?: { readonly address: string; readonly port?: number } },
  services: Services,
): Promise<void> {
  const { accountId, peer } = order;
  const refused = await admitByBuckets({ kind: 'report', accountId, peer }, services);
  if (refused === null) return;
  throw new SafeUploadError('rate-limited', refused.message, {
    details: { retryAfterSeconds: refused.retryAfterSeconds ?? 1 },
  });
}
