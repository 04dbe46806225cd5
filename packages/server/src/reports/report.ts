import { SafeUploadError } from '@safeupload/sdk/core';
import type { Tier } from '../identity.js';
import type { Services } from '../services.js';
import type { ReportReason } from './report-reasons.js';

/** A member's report of a picture that is shown. */
export interface ReportOrder {
  readonly uploadId: string;
  /** Who reports. */
  readonly accountId: string;
  readonly reason: ReportReason;
  /** The reporter's tier, where the host knows it at this moment; absent: as last seen. */
  readonly tier?: Tier;
  /** Where the request came from, for the buckets. */
  readonly peer?: { readonly address: string; readonly port?: number };
}

/** What the host may tell the reporter. The same whether or not the picture was hidden: a report must not be a probe. */
export interface ReportAnswer {
  readonly received: true;
}

/**
 * Takes a report. Reporting the same picture again changes nothing. Throws `not-found`, `wrong-state` (it is not shown
 * any more), `options-invalid`, `rate-limited` as SafeUploadError where the reporter's bucket is empty.
 */
export async function report(_order: ReportOrder, _services: Services): Promise<ReportAnswer> {
  throw new SafeUploadError('wrong-state', 'Reports are not taken yet.');
}
