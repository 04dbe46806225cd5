import type { OutcomeAnswer } from '@safeupload/sdk/core';
import type { FingerprintIndex } from './banks/fingerprint-index.js';
import type { Courier, Sink } from './events/courier.js';
import type { LikenessIndex } from './likeness/likeness-index.js';
import type { Addresses, VerifierOptions } from './options.js';
import type { ServerPolicy } from './policy/server-policy.js';
import type { Refused } from './refused.js';
import type { Random } from './tokens.js';
import type { Turns } from './turns.js';
import type { View } from './views/view.js';

/** What every part of one verifier shares: the options with their defaults, and the little it keeps in memory. */
export interface Services
  extends Addresses,
    Pick<VerifierOptions, 'database' | 'blobs' | 'keys' | 'measurer' | 'identify'> {
  readonly policy: ServerPolicy;
  /** What every picture is classified through besides the whole. Secret: never sent, logged or stored. */
  readonly views: readonly View[];
  readonly bundledPolicySha256: string;
  readonly pictureSharing: 'same-origin' | 'cross-origin';
  /** Whom each event is put into the outbox for. */
  readonly sinks: readonly Sink[];
  readonly courier: Courier;
  readonly turns: Turns;
  readonly fingerprintIndex: FingerprintIndex;
  readonly likenessIndex: LikenessIndex;
  /** Uploads being worked on, by claim or idempotency key: a second identical one waits for the first one's answer. */
  readonly inFlight: Map<string, { readonly work: string; readonly answer: Promise<OutcomeAnswer | Refused> }>;
  clock(): number;
  readonly random: Random;
  onError(error: unknown, where: string): void;
}
