import { stricterOf } from '@safeupload/sdk/core';
import type { ServerReason, ServerVerdict } from './server-verdict.js';

/**
 * The verdict with what the moment demands on top: a demand makes an allowed picture wait and changes nothing else. What
 * waits and looks like something in the severe lane waits there.
 */
export function tightened(verdict: ServerVerdict, demands: readonly ServerReason[], likeSevere = false): ServerVerdict {
  if (verdict.action === 'block') return verdict;
  const action = demands.length === 0 ? verdict.action : stricterOf(verdict.action, 'hold');
  return {
    action,
    reasons: [...verdict.reasons, ...demands],
    severe: verdict.severe || (likeSevere && action === 'hold'),
  };
}
