'use client';

import type { MouseEvent } from 'react';
import { definePart, type PlainProps } from './part.js';
import type { RootState } from './part-states.js';
import { useRoot, useRootState } from './root-context.js';

/** Takes every picture off the list, and back from the server. Nothing where there is none. A `button`. */
export const Clear = definePart<PlainProps, RootState>('Clear', 'button', 'su-button su-quiet', (given) => {
  const { uploader, value, messages } = useRoot();
  const state = useRootState();
  if (state.empty) return null;
  const own = {
    type: 'button',
    disabled: uploader.disabled,
    onClick: ({ nativeEvent }: MouseEvent) => value.clear(nativeEvent),
    children: messages.clear,
  };
  return { state, own, given };
});
