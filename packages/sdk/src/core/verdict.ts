/** What a policy can say of evidence: publish it, let a person look first, or do not take it. */
export const actions = ['allow', 'hold', 'block'] as const;

/** One of {@link actions}. */
export type Action = (typeof actions)[number];

/**
 * Why a verdict is what it is. The first group judges the picture, the second says what could not be measured: each of
 * the second has a row in the failure table of the server's policy.
 */
export const reasons = [
  // the picture
  'risk-high',
  'risk-raised',
  'frames-unscreened',
  'second-opinion-missing',
  // what could not be measured
  'no-worker',
  'model-missing',
  'browser-too-old',
  'no-secure-context',
  'canvas-altered',
  'undecodable-format',
  'member-chose-server',
] as const;

/** One of {@link reasons}. */
export type Reason = (typeof reasons)[number];

/** What a policy says of evidence. Data, never an exception. */
export interface Verdict {
  readonly action: Action;
  /** In the order of {@link reasons}, none twice; empty where nothing speaks against the picture. */
  readonly reasons: readonly Reason[];
}

/** The stricter of two actions: block over hold over allow. */
export function stricterOf(a: Action, b: Action): Action {
  return actions.indexOf(a) > actions.indexOf(b) ? a : b;
}
