import type { Action } from '@safeupload/sdk/core';
import type { Tier } from '../identity.js';

/** Failures that the device reports. The server measures everything itself all the same. */
export const deviceFailures = [
  'no-worker',
  'model-missing',
  'browser-too-old',
  'no-secure-context',
  'canvas-altered',
  'undecodable-format',
  'member-chose-server',
  'second-opinion-missing',
] as const;

/** Failures of the server's own measuring: nothing is known of the picture, so it can never be allowed. */
export const serverFailures = ['classifier-failed', 'queue-full', 'bank-source-down'] as const;

/** One of {@link deviceFailures} or {@link serverFailures}: a row of the failure table. */
export type Failure = (typeof deviceFailures)[number] | (typeof serverFailures)[number];

/** What happens when something fails, per failure and tier. */
export type FailureTable = Readonly<Record<Failure, Readonly<Record<Tier, Action>>>>;

const everyone = (action: Action): Readonly<Record<Tier, Action>> => ({ new: action, known: action, trusted: action });

/**
 * The default table. An old phone, a webview or a privacy browser is not guilt: whatever the device could not do, the
 * member takes the server's path at her own tier. What the server could not do waits for a person.
 */
export const defaultFailureTable: FailureTable = {
  'no-worker': everyone('allow'),
  'model-missing': everyone('allow'),
  'browser-too-old': everyone('allow'),
  'no-secure-context': everyone('allow'),
  'canvas-altered': everyone('allow'),
  'undecodable-format': everyone('allow'),
  'member-chose-server': everyone('allow'),
  'second-opinion-missing': everyone('allow'),
  'classifier-failed': everyone('hold'),
  'queue-full': everyone('hold'),
  'bank-source-down': everyone('hold'),
};
