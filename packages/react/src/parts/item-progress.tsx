'use client';

import { progressOf } from '../item-words.js';
import { definePart, type PlainProps } from './part.js';
import type { RowState } from './part-states.js';
import { useRow } from './root-context.js';
import { rowStateOf } from './row-state.js';

/** How far the file is on its whole way; gone when it has arrived. A `progress`. */
export const ItemProgress = definePart<PlainProps, RowState>('ItemProgress', 'progress', 'su-progress', (given) => {
  const { item, nameId } = useRow();
  const value = progressOf(item);
  if (value === null) return null;
  return { state: rowStateOf(item), own: { max: 1, value, 'aria-labelledby': nameId }, given };
});
