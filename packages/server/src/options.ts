import { SafeUploadError } from '@safeupload/sdk/core';
import type { Bank } from './banks/bank.js';
import type { BlobStore } from './blobs.js';
import type { Database } from './database/database.js';
import type { DecisionEvent } from './events/decision-event.js';
import type { Identity } from './identity.js';
import type { Keys } from './keys.js';
import type { Measurer } from './measurer.js';
import type { ServerPolicy } from './policy/server-policy.js';
import type { Random } from './tokens.js';

/** What a verifier is made of. */
export interface VerifierOptions {
  /** Absolute address of the routes, e.g. `https://forum.example/safe-upload`; stands in claims and receipts. */
  readonly audience: string;
  /** Exact origins of the pages that may upload, e.g. `https://forum.example`. Never `*`. */
  readonly allowedOrigins: readonly string[];
  /** The host's own session of a request, or null where nobody is signed in; within `policy.times.identify`. */
  identify(request: Request): Promise<Identity | null> | Identity | null;
  /** Absent: `defaultServerPolicy`. */
  readonly policy?: ServerPolicy;
  /** With its migrations applied; see `migrate`. */
  readonly database: Database;
  /** Each call within `policy.times.blob`. */
  readonly blobs: BlobStore;
  readonly keys: Keys;
  readonly measurer: Measurer;
  /** Banks that must exist; their entries are added with `verifier.banks.add`. */
  readonly banks?: readonly Bank[];
  /** Told of every decision at least once, also after a crash. Throwing makes it come again. */
  onDecision?(event: DecisionEvent): Promise<void> | void;
  /** The same events, signed, to an address of the host. */
  readonly webhook?: { readonly url: string; readonly secret: string };
  /**
   * For a tool that decides while no server runs and does not know whom to tell: its events go into the outbox for the host
   * and the webhook, and the next server delivers them. Together with `onDecision` or `webhook` it is refused.
   */
  readonly keepEvents?: boolean;
  /** Told of errors that the caller never sees. Absent: nobody is. */
  onError?(error: unknown, where: string): void;
  /** Whether other sites may embed published pictures. Default `same-origin`. */
  readonly pictureSharing?: 'same-origin' | 'cross-origin';
  /** ms since the epoch. Absent: the system's clock. */
  clock?(): number;
  readonly random?: Random;
}

/** The addresses in the options, checked once. */
export interface Addresses {
  readonly audience: string;
  /** Path of the audience, without a slash at the end; empty for the root. */
  readonly base: string;
  /** The allowed origins and the audience's own. */
  readonly origins: ReadonlySet<string>;
}

/** The addresses. Throws `options-invalid` with both values where one cannot be meant. */
export function readAddresses(options: Pick<VerifierOptions, 'audience' | 'allowedOrigins'>): Addresses {
  const audience = parsedAddress(options.audience);
  if (audience === null || !/^https?:$/.test(audience.protocol) || audience.search !== '' || audience.hash !== '') {
    throw new SafeUploadError(
      'options-invalid',
      `audience must be an absolute address such as https://forum.example/safe-upload, got ${options.audience}.`,
    );
  }
  const base = audience.pathname.replace(/\/+$/, '');
  const canonical = `${audience.origin}${base}`;
  if (canonical !== options.audience) {
    throw new SafeUploadError(
      'options-invalid',
      `audience is compared letter by letter and must be written ${canonical}, got ${options.audience}.`,
    );
  }
  for (const origin of options.allowedOrigins) {
    if (parsedAddress(origin)?.origin !== origin || origin === 'null') {
      throw new SafeUploadError(
        'options-invalid',
        `allowedOrigins must hold exact origins such as https://forum.example, got ${origin}.`,
      );
    }
  }
  return { audience: canonical, base, origins: new Set([...options.allowedOrigins, audience.origin]) };
}

/** The address, or null where the text is none (Node 20 has no `URL.parse`). */
function parsedAddress(text: string): URL | null {
  return URL.canParse(text) ? new URL(text) : null;
}
