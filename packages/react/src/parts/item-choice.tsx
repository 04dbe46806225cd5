'use client';

import { ItemAction } from './item-action.js';
import { definePart, type PlainProps } from './part.js';
import type { RowState } from './part-states.js';
import { useRow } from './root-context.js';
import { rowStateOf } from './row-state.js';

/** What the member may do about a file that does not go on by itself. Nothing where it does. A `div` of `ItemAction`s. */
export const ItemChoice = definePart<PlainProps, RowState>('ItemChoice', 'div', 'su-choices', (given) => {
  const { item, panel } = useRow();
  const { state, canRetry } = item;
  if (panel?.kind === 'appeal' || !(canRetry || state === 'choosing' || state === 'blocked')) return null;
  const children = (
    <>
      <ItemAction action="replace" />
      <ItemAction action="edit" />
      <ItemAction action="without" />
      <ItemAction action="send" />
      <ItemAction action="retry" />
      <ItemAction action="appeal" />
    </>
  );
  return { state: rowStateOf(item), own: { children }, given };
});
