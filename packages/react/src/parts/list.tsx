'use client';

import { type ReactNode, useMemo } from 'react';
import { useSelected } from '../use-item.js';
import { definePart, type PlainProps } from './part.js';
import type { RootState } from './part-states.js';
import { useRoot, useRootState } from './root-context.js';

/** What {@link List} takes besides the attributes of a `ul`. */
export interface ListOptions extends Omit<PlainProps, 'children'> {
  /** Draws one row: an `Item` with this id, and the id as key. */
  readonly children: (id: string) => ReactNode;
}

/** The rows, in the order of the list. Nothing where there is none. A `ul`. */
export const List = definePart<ListOptions, RootState>('List', 'ul', 'su-list', ({ children, ...given }) => {
  const { uploader, messages } = useRoot();
  const state = useRootState();
  // A plain value, so that rows that change leave the list alone.
  const ids = useSelected(uploader.store, ({ items }) => items.map(({ id }) => id).join(' '));
  const rows = useMemo(() => ids.split(' ').map(children), [ids, children]);
  if (ids === '') return null;
  return { state, own: { 'aria-label': messages.list, children: rows }, given };
});
