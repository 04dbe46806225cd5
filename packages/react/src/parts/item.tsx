'use client';

import { type ReactElement, type ReactNode, useId, useMemo } from 'react';
import { useItem } from '../use-item.js';
import { keptItem } from './kept-item.js';
import { definePart, type PartOptions, type PlainProps } from './part.js';
import type { RowState } from './part-states.js';
import { type RowContext, RowProvider, useRoot } from './root-context.js';
import { RowPanel, usePanel } from './row-panel.js';
import { rowStateOf } from './row-state.js';

/** What {@link Item} takes besides the attributes of an `li`. */
export interface ItemOptions extends PlainProps, PartOptions<RowState> {
  /** Id of the file, as the list gives it. */
  readonly id: string;
}

/** One file. Draws itself anew when this file changes and at no other time; what it opens comes after its parts. An `li`. */
export function Item({ id, children, ...given }: ItemOptions): ReactElement | null {
  const root = useRoot();
  const own = useItem(root.uploader.store, id);
  const item = own ?? keptItem(root.value.kept, id);
  const nameId = useId();
  const { panel, setPanel, open } = usePanel(root, id, item?.state);
  const row = useMemo(
    () => (item === undefined ? null : { item, nameId, panel, setPanel, open }),
    [item, nameId, panel, setPanel, open],
  );
  if (row === null) return null;
  return (
    <RowProvider value={row}>
      <ItemElement {...given} row={row}>
        {children}
        <RowPanel />
      </ItemElement>
    </RowProvider>
  );
}

const ItemElement = definePart<PlainProps & { readonly row: RowContext; readonly children: ReactNode }, RowState>(
  'Item',
  'li',
  'su-item',
  ({ row, ...given }) => {
    return { state: rowStateOf(row.item), own: { 'data-su-item': row.item.id, 'aria-labelledby': row.nameId }, given };
  },
);
