'use client';

import type { Item, SafeUploadStore } from '@safeupload/sdk';
import { type ComposerWords, createComposerGuard, type GuardState, openGuard } from '@safeupload/sdk/textarea';
import { type FormEvent, useCallback, useEffect, useMemo, useRef, useSyncExternalStore } from 'react';
import type { Messages } from '../messages/messages.js';
import { composerWordsOf } from './guard-words.js';

/** What {@link useComposerGuard} needs. */
export interface ComposerGuardOptions {
  /** Sends the post: called when nothing stands in the way any more, at most once at a time. */
  readonly onSend: () => void | Promise<void>;
  /** Whether a press while pictures are on their way waits for them and then sends (default), or only says so. */
  readonly waits?: boolean;
  /** Shows the first row that needs the member; default: focuses its first button in the form. */
  readonly toFirst?: (item: Item) => void;
  /** A catalogue, e.g. of `@safeupload/react/messages/german`. */
  readonly messages?: Partial<Messages>;
  /** Replaces single words. */
  readonly words?: Partial<ComposerWords>;
}

/** A composer that is not sent while a picture is on its way or waits for a choice. */
export interface UseComposerGuard extends GuardState {
  /** One sentence on why it is not sent (yet), for a live region beside the button; empty where nothing is to be said. */
  readonly says: string;
  /** For the form's `onSubmit`. The browser's own sending is always prevented; {@link ComposerGuardOptions.onSend} sends. */
  readonly onSubmit: (event: FormEvent<HTMLFormElement>) => void;
  /** The same for a button outside a form. */
  readonly press: () => void;
  /** The member goes on writing: nothing is sent by itself any more. */
  readonly keepWriting: () => void;
}

/**
 * Stands between a composer's button and its sending: waits for pictures on their way, shows the first one that needs the
 * member, and asks once before a post goes without a picture that was put in. The text is the host's and is not touched.
 */
export function useComposerGuard(store: SafeUploadStore, options: ComposerGuardOptions): UseComposerGuard {
  const { waits = true, messages, words } = options;
  const latest = useRef(options);
  latest.current = options;
  const form = useRef<HTMLFormElement | null>(null);

  // Subscribes to the store from the first listener on, so that one made by StrictMode and thrown away holds nothing.
  const guard = useMemo(() => {
    let made: ReturnType<typeof createComposerGuard> | null = null;
    const listeners = new Set<() => void>();
    const use = () => {
      if (made === null) {
        made = createComposerGuard(store, {
          waits,
          send: () => latest.current.onSend(),
          toFirst: (item) => (latest.current.toFirst ?? ((first) => focusRow(form.current, first)))(item),
        });
        made.subscribe(() => {
          for (const listener of [...listeners]) listener();
        });
      }
      return made;
    };
    return {
      press: () => use().press(),
      keepWriting: () => made?.keepWriting(),
      getSnapshot: () => made?.getSnapshot() ?? openGuard,
      subscribe(listener: () => void) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      dispose() {
        made?.dispose();
        made = null;
      },
    };
  }, [store, waits]);
  useEffect(() => guard.dispose, [guard]);

  const state = useSyncExternalStore(guard.subscribe, guard.getSnapshot, () => openGuard);
  const onSubmit = useCallback(
    (event: FormEvent<HTMLFormElement>) => {
      event.preventDefault();
      form.current = event.currentTarget;
      guard.press();
    },
    [guard],
  );
  const spoken = useMemo(() => composerWordsOf(messages, words), [messages, words]);
  return { ...state, says: sentenceOf(state, spoken), onSubmit, press: guard.press, keepWriting: guard.keepWriting };
}

function sentenceOf({ why, items }: GuardState, words: ComposerWords): string {
  if (why === null) return '';
  if (why === 'choice') return words.needsChoice;
  return why === 'left-out' ? words.leftOut(items.length) : words.waiting;
}

/** Puts the keyboard where the member can do something about the picture: in its row, or its line beside a composer. */
function focusRow(form: HTMLFormElement | null, { id }: Item): void {
  const name = CSS.escape(id);
  const row = (form ?? document).querySelector<HTMLElement>(`[data-su-item="${name}"], [data-su-reason="${name}"]`);
  const target =
    row?.querySelector<HTMLElement>('.su-choices button:not(:disabled)') ??
    row?.querySelector<HTMLElement>('button:not(:disabled, .su-close)') ??
    row;
  // Not its cross: whoever pressed Enter twice, to send, would take the picture away.
  if (target === row) row?.setAttribute('tabindex', '-1');
  target?.focus();
  row?.scrollIntoView({ block: 'nearest' });
}
