import type { Item } from '../item.js';
import type { GoneWhy } from './words.js';

/** How one picture stands from a text's point of view. */
export type Standing =
  /** On its way: `looking` on the device, `sending` with the share sent in whole tens of a percent. */
  | { readonly kind: 'looking' }
  | { readonly kind: 'sending'; readonly percent: number }
  /** Nothing goes on until the member has chosen. */
  | { readonly kind: 'choosing' }
  /** A post may refer to it. Held ones too: they are shown once a person has looked. */
  | { readonly kind: 'done'; readonly uploadId: string }
  | { readonly kind: 'gone'; readonly why: GoneWhy };

/** The standing of an item; of undefined, one whose row was taken away. */
export function standingOf(item: Item | undefined): Standing {
  if (item === undefined) return { kind: 'gone', why: 'removed' };
  switch (item.state) {
    case 'queued':
    case 'preparing':
    case 'screening':
      return { kind: 'looking' };
    case 'choosing':
      return { kind: 'choosing' };
    case 'ready':
    case 'unscreened':
      return { kind: 'sending', percent: 0 };
    case 'uploading':
      return { kind: 'sending', percent: Math.floor(item.progress * 10) * 10 };
    case 'done':
      return item.outcome === 'refused' || item.uploadId === undefined
        ? { kind: 'gone', why: 'refused' }
        : { kind: 'done', uploadId: item.uploadId };
    case 'blocked':
      return { kind: 'gone', why: 'stopped' };
    case 'failed':
      return { kind: 'gone', why: 'failed' };
    case 'cancelled':
      return { kind: 'gone', why: 'cancelled' };
  }
}

/** True while the picture is neither in the post nor out of it. */
export function isUnderWay({ kind }: Standing): boolean {
  return kind === 'looking' || kind === 'sending' || kind === 'choosing';
}

/**
 * The row that took this one's place when the member chose another picture or edited it: it stands where the old one
 * stood. Undefined where the old one is still there or nothing new is.
 */
export function successorOf(before: readonly Item[], after: readonly Item[], id: string): Item | undefined {
  const place = before.findIndex((item) => item.id === id);
  if (place === -1 || before.length !== after.length || after.some((item) => item.id === id)) return undefined;
  const candidate = after[place];
  return candidate !== undefined && before.every((item) => item.id !== candidate.id) ? candidate : undefined;
}
