import { type Item, isPending } from '@safeupload/sdk';
import type { Messages } from './messages/messages.js';

/** What a row's words depend on besides its item. */
export interface ListSetting {
  /** The whole list is. */
  readonly paused?: boolean;
  /** Most bytes of a file as picked. */
  readonly mostBytes?: number | undefined;
}

/** What a row says of its file. */
export function statusOf(item: Item, messages: Messages, { paused, mostBytes = Infinity }: ListSetting = {}): string {
  if (item.waiting === 'connection') return messages.offline;
  if (paused && waitsWhilePaused.includes(item.state)) return messages.paused;
  switch (item.state) {
    case 'queued':
      return messages.queued;
    case 'preparing':
      return item.stage === 'loading' ? messages.loading : messages.preparing;
    case 'screening':
      return messages.screening;
    case 'ready':
    case 'unscreened':
      return messages.ready;
    case 'uploading':
      if (item.progress >= 1) return messages.sent;
      return [
        messages.uploading(Math.floor(item.progress * 100)),
        ...(item.secondsLeft === undefined ? [] : [messages.timeLeft(item.secondsLeft)]),
      ].join(' · ');
    case 'choosing':
      return messages.choosing;
    case 'blocked':
      return messages.blocked;
    case 'cancelled':
      return messages.cancelled;
    case 'failed':
      if (item.bytes > mostBytes) return messages.tooLarge(mostBytes);
      // Not even meant to be a picture: saving it as one would not help.
      if (item.error?.code === 'format-not-accepted' && /^(?!image)./.test(item.file.type)) return messages.notAccepted;
      return messages.failed(item.error);
    case 'done':
      return item.outcome === 'refused' ? messages.refused : item.outcome === 'held' ? messages.held : messages.allowed;
  }
}

const waitsWhilePaused: readonly Item['state'][] = ['queued', 'ready', 'unscreened'];

/** What a row says besides, in small: null where there is nothing to add. */
export function asideOf(item: Item, messages: Messages): string | null {
  if (item.state === 'choosing') return messages.choosingWho;
  if (item.state === 'blocked') return item.noticed === true ? messages.blockedNoticed : null;
  return item.reasons.includes('frames-unscreened') ? messages.firstFrameOnly : null;
}

/** How far the file is on its whole way, 0..1, for the bar; null where no bar is shown. Screening is the first half. */
export function progressOf(item: Item): number | null {
  switch (item.state) {
    case 'queued':
      return 0;
    case 'preparing':
    case 'screening':
      return item.progress / 2;
    case 'ready':
    case 'unscreened':
      return 0.5;
    case 'uploading':
      return 0.5 + item.progress / 2;
    default:
      return null;
  }
}

/** How a row looks: the colour of its mark. */
export type Tone = 'busy' | 'good' | 'wait' | 'stop' | 'quiet';

/** The {@link Tone} of an item. */
export function toneOf(item: Item): Tone {
  switch (item.state) {
    case 'done':
      return item.outcome === 'allowed' ? 'good' : item.outcome === 'held' ? 'wait' : 'stop';
    case 'choosing':
      return 'wait';
    case 'blocked':
    case 'failed':
      return 'stop';
    case 'cancelled':
      return 'quiet';
    default:
      return 'busy';
  }
}

/** True for a picture that is, or may yet be, part of the post: it can be described and moved. */
export function isKept({ state, outcome }: Item): boolean {
  return (isPending(state) && state !== 'choosing') || (state === 'done' && outcome !== 'refused');
}

/** True where the row's button stops the file instead of taking the row away: something is going on that takes time. */
export function isStoppable(item: Item): boolean {
  return item.state === 'preparing' || item.state === 'screening' || item.state === 'uploading';
}
