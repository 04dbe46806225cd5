'use client';

import { useId } from 'react';
import { definePart, type PlainProps } from './part.js';
import type { RootState } from './part-states.js';
import { useNaming, useRoot, useRootState } from './root-context.js';

/** Says where pictures are looked at, and what is sent: beside the picker, and read with it. A `p`. */
export const Notice = definePart<PlainProps, RootState>('Notice', 'p', 'su-notice', (given) => {
  const id = useNaming('notice', given.id, useId());
  return { state: useRootState(), own: { id, children: useRoot().messages.notice }, given };
});
