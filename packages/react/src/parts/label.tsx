'use client';

import { useId } from 'react';
import { definePart, type PlainProps } from './part.js';
import type { RootState } from './part-states.js';
import { useNaming, useRoot, useRootState } from './root-context.js';

/** Names the whole uploader, for everybody; without it only screen readers are told a name. A `span`. */
export const Label = definePart<PlainProps, RootState>('Label', 'span', 'su-label', (given) => {
  const id = useNaming('label', given.id, useId());
  return { state: useRootState(), own: { id, children: useRoot().messages.label }, given };
});
