'use client';

import { useId } from 'react';
import { definePart, type PlainProps } from './part.js';
import type { RootState } from './part-states.js';
import { useNaming, useRoot, useRootState } from './root-context.js';

/** Says what may be added: beside the picker, and read with it. A `span`. */
export const Description = definePart<PlainProps, RootState>('Description', 'span', 'su-hint', (given) => {
  const { uploader, messages } = useRoot();
  const dropHere = uploader.dropOn === 'page' ? messages.dropOnPage : messages.dropHere;
  const state = useRootState();
  const id = useNaming('description', given.id, useId());
  return { state, own: { id, children: state.dragging ? dropHere : messages.hint }, given };
});
