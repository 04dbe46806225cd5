import { SafeUploadError } from '@safeupload/sdk/core';
import type { Actor } from '../identity.js';
import type { Services } from '../services.js';

/** The curtain as its button shows it. */
export interface CurtainView {
  readonly isUp: boolean;
  /** ms since the epoch; null where it is not up. */
  readonly upAt: number | null;
  readonly expiresAt: number | null;
  /** Who pulled it; null where it is not up. */
  readonly upBy: string | null;
  /** Published pictures that the last curtain hid. */
  readonly hidden: number;
  /** Uploads that wait because of it. */
  readonly held: number;
  /** Of the hidden ones: how many came back by themselves. */
  readonly returned: number;
  /** Of the hidden ones: how many stay until a person has looked. */
  readonly staying: number;
}

/** Pulls the curtain, or renews it for another hour. Volunteers may. Throws `role-missing`. */
export async function curtainUp(_order: { readonly by: Actor }, _services: Services): Promise<CurtainView> {
  throw new SafeUploadError('wrong-state', 'The curtain is not there yet.');
}

/** Takes the curtain down again before its time. Volunteers may. Throws `role-missing`. */
export async function curtainDown(_order: { readonly by: Actor }, _services: Services): Promise<CurtainView> {
  throw new SafeUploadError('wrong-state', 'The curtain is not there yet.');
}

/** The curtain as it stands. Throws `role-missing`. */
export async function curtainView(_order: { readonly by: Actor }, _services: Services): Promise<CurtainView> {
  throw new SafeUploadError('wrong-state', 'The curtain is not there yet.');
}
