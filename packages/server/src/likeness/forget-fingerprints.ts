import { lt } from 'drizzle-orm';
import { fingerprints } from '../database/schema.js';
import type { Services } from '../services.js';

/** Deletes the fingerprints that are older than the window in which pictures are compared: nothing reads them any more. */
export async function forgetFingerprints(services: Services): Promise<void> {
  const { window } = services.policy.likeness;
  await services.database.delete(fingerprints).where(lt(fingerprints.at, services.clock() - window));
}
