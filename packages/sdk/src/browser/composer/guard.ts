import { type Item, isPending } from '../item.js';
import type { SafeUploadStore } from '../store-contract.js';
import { standingOf } from './standing.js';

/** What a composer is doing. */
export interface GuardState {
  /** `waiting`: it sends by itself as soon as the last picture is ready. `sending`: the host's own sending runs. */
  readonly phase: 'open' | 'waiting' | 'sending';
  /**
   * Why it was not sent, or not yet. `choice`: a picture needs the member. `left-out`: some will not be part of it; the
   * next press sends without them. `pending`: pictures are on their way.
   */
  readonly why: 'choice' | 'left-out' | 'pending' | null;
  /** The pictures that `why` speaks of, in the order of the list. */
  readonly items: readonly Item[];
}

/** What {@link createComposerGuard} needs. */
export interface GuardOptions {
  /** Sends the post. Called at most once at a time, and only when no picture is on its way. */
  readonly send: () => void | Promise<void>;
  /** Shows the member the first row that needs her; called only by a press, never later. */
  readonly toFirst?: (item: Item) => void;
  /** Whether a press while pictures are on their way waits for them (default), or only says so. */
  readonly waits?: boolean;
}

/** Stands between a composer's button and its sending. Never touches the text. */
export interface ComposerGuard {
  /** The button was pressed. Sends, waits, or says what stands in the way. */
  press(): void;
  /** The member goes on writing: nothing is sent by itself any more. */
  keepWriting(): void;
  subscribe(listener: () => void): () => void;
  getSnapshot(): GuardState;
  dispose(): void;
}

/** Before anything was pressed, and on servers. */
export const openGuard: GuardState = Object.freeze({ phase: 'open', why: null, items: [] });

/** A guard of one composer: nothing is sent while a picture is on its way or waits for the member's choice. */
export function createComposerGuard(store: SafeUploadStore, options: GuardOptions): ComposerGuard {
  const { waits = true } = options;
  const listeners = new Set<() => void>();
  /** Left-out pictures the member has been told of. */
  const told = new Set<string>();
  let state = openGuard;
  let disposed = false;

  function become(next: GuardState): void {
    state = next;
    for (const listener of [...listeners]) listener();
  }

  const choices = () => store.getSnapshot().items.filter((item) => item.state === 'choosing');
  const untold = () => store.getSnapshot().items.filter((item) => isLeftOut(item) && !told.has(item.id));

  /** What stands in the way and needs the member; null where nothing does. */
  function obstacle(): GuardState | null {
    const choosing = choices();
    if (choosing.length > 0) return { phase: 'open', why: 'choice', items: choosing };
    const left = untold();
    return left.length > 0 ? { phase: 'open', why: 'left-out', items: left } : null;
  }

  async function send(): Promise<void> {
    become({ phase: 'sending', why: null, items: [] });
    try {
      await options.send();
    } finally {
      if (!disposed) become(openGuard);
    }
  }

  /** After everybody heard of the last change: whoever keeps the text has by then put the finished picture into it. */
  function sendIfStill(): void {
    if (!disposed && state.phase === 'waiting' && !store.getSnapshot().pending && obstacle() === null) void send();
  }

  function onChange(): void {
    if (disposed) return;
    if (state.phase === 'waiting') {
      const stuck = obstacle();
      if (stuck !== null) {
        for (const { id } of stuck.items) if (stuck.why === 'left-out') told.add(id);
        become(stuck);
      } else if (!store.getSnapshot().pending) queueMicrotask(sendIfStill);
      return;
    }
    // What was said is true no longer: the member has chosen, or took the picture out.
    if (state.why === 'choice' && choices().length === 0) become(openGuard);
    if (state.why === 'pending' && !store.getSnapshot().pending) become(openGuard);
    if (state.why === 'left-out') {
      const still = store.getSnapshot().items.filter((item) => isLeftOut(item) && told.has(item.id));
      if (still.length === 0) become(openGuard);
    }
  }

  const unsubscribe = store.subscribe(onChange);

  return {
    press() {
      if (disposed || state.phase !== 'open') return;
      const stuck = obstacle();
      const { items, pending } = store.getSnapshot();
      if (stuck !== null) {
        for (const { id } of stuck.items) if (stuck.why === 'left-out') told.add(id);
        become(stuck);
        const [first] = stuck.items;
        if (first !== undefined) options.toFirst?.(first);
      } else if (pending) {
        const underWay = items.filter((item) => isPending(item.state));
        become({ phase: waits ? 'waiting' : 'open', why: 'pending', items: underWay });
        const [first] = underWay;
        if (!waits && first !== undefined) options.toFirst?.(first);
      } else void send();
    },
    keepWriting() {
      if (state.phase === 'waiting') become(openGuard);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    getSnapshot: () => state,
    dispose() {
      disposed = true;
      unsubscribe();
      listeners.clear();
    },
  };
}

/** True for a picture that the member put in and that will not be there, and not because she stopped it. */
function isLeftOut(item: Item): boolean {
  const standing = standingOf(item);
  return standing.kind === 'gone' && standing.why !== 'cancelled';
}
