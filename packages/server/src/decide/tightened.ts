import { stricterOf } from '@safeupload/sdk/core';
import type { ServerReason, ServerVerdict } from './server-verdict.js';

/** The verdict with what the moment demands on top: a demand makes an allowed picture wait and changes nothing else. */
export function tightened(verdict: ServerVerdict, demands: readonly ServerReason[]): ServerVerdict {
  if (verdict.action === 'block' || demands.length === 0) return verdict;
  return { ...verdict, action: stricterOf(verdict.action, 'hold'), reasons: [...verdict.reasons, ...demands] };
}
