'use client';

import { useSelected } from '../use-item.js';
import { definePart, type PlainProps } from './part.js';
import type { PauseState } from './part-states.js';
import { useRoot, useRootState } from './root-context.js';

/** Holds back what is not on its way yet, and lets it go on. Nothing while there is nothing to hold back. A `button`. */
export const Pause = definePart<PlainProps, PauseState>('Pause', 'button', 'su-button su-quiet', (given) => {
  const { uploader, messages, say } = useRoot();
  const { store } = uploader;
  const paused = useSelected(store, (snapshot) => snapshot.paused);
  const pending = useSelected(store, (snapshot) => snapshot.pending);
  const state = { ...useRootState(), paused };
  if (!paused && !pending) return null;
  const own = {
    type: 'button',
    disabled: uploader.disabled,
    onClick() {
      if (paused) return store.resume();
      store.pause();
      say.current?.({ urgent: false, text: messages.paused });
    },
    children: paused ? messages.resume : messages.pause,
  };
  return { state, own, given };
});
