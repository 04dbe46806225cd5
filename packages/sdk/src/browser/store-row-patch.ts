import { isRefusalCode, isSafeUploadError } from '@safeupload/sdk/core';
import type { Item, ItemError } from './item.js';
import type { Row } from './store-row.js';

/** Smallest step of progress that is worth drawing. */
const leastStep = 0.01;

/** Changes what moves within a state; false where nothing worth drawing changed. */
export function patchRow(
  row: Row,
  patch: {
    readonly progress?: number;
    readonly stage?: NonNullable<Item['stage']>;
    readonly waiting?: 'connection' | null;
    readonly secondsLeft?: number | null;
  },
): boolean {
  const { waiting: wasWaiting, secondsLeft: wasLeft, ...item } = row.item;
  const progress = Math.min(1, patch.progress ?? item.progress);
  const waiting = patch.waiting === undefined ? wasWaiting : (patch.waiting ?? undefined);
  const secondsLeft = patch.secondsLeft === undefined ? wasLeft : (patch.secondsLeft ?? undefined);
  const changed =
    Math.abs(progress - item.progress) >= leastStep ||
    (progress === 1 && item.progress !== 1) ||
    (patch.stage !== undefined && patch.stage !== item.stage) ||
    secondsLeft !== wasLeft ||
    waiting !== wasWaiting;
  if (!changed) return false;
  row.item = {
    ...item,
    progress,
    ...(patch.stage === undefined ? {} : { stage: patch.stage }),
    ...(waiting === undefined ? {} : { waiting }),
    ...(secondsLeft === undefined ? {} : { secondsLeft }),
  };
  return true;
}

/** The error as the snapshot carries it: the server's own code where the server refused. */
export function errorOf(thrown: unknown): ItemError {
  if (!isSafeUploadError(thrown)) return { code: 'network-failed', message: String(thrown) };
  const { refusal } = thrown.details;
  return { code: isRefusalCode(refusal) ? refusal : thrown.code, message: thrown.message };
}
