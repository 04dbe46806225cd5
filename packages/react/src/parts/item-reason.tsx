'use client';

import { asideOf } from '../item-words.js';
import { definePart, type PlainProps } from './part.js';
import type { RowState } from './part-states.js';
import { useRoot, useRow } from './root-context.js';
import { rowStateOf } from './row-state.js';

/** What is to be said besides, in small: who may look at a picture, or what is missing of it. Nothing where nothing is. A `p`. */
export const ItemReason = definePart<PlainProps, RowState>('ItemReason', 'p', 'su-aside', (given) => {
  const { item } = useRow();
  const children = asideOf(item, useRoot().messages);
  return children === null ? null : { state: rowStateOf(item), own: { children }, given };
});
