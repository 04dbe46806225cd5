'use client';

import { type ReactElement, type ReactNode, useId, useMemo, useState } from 'react';
import { useItem } from '../use-item.js';
import { definePart, type PartOptions, type PlainProps } from './part.js';
import type { RowState } from './part-states.js';
import { type Panel, type RowContext, RowProvider, useRoot } from './root-context.js';
import { RowPanel } from './row-panel.js';
import { rowStateOf } from './row-state.js';

/** What {@link Item} takes besides the attributes of an `li`. */
export interface ItemOptions extends PlainProps, PartOptions<RowState> {
  /** Id of the file, as the list gives it. */
  readonly id: string;
}

/** One file. Draws itself anew when this file changes and at no other time; what it opens comes after its parts. An `li`. */
export function Item({ id, children, ...given }: ItemOptions): ReactElement | null {
  const item = useItem(useRoot().uploader.store, id);
  const nameId = useId();
  const [panel, setPanel] = useState<Panel>(null);
  const row = useMemo(() => (item === undefined ? null : { item, nameId, panel, setPanel }), [item, nameId, panel]);
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
    return { state: rowStateOf(row.item), own: { 'data-su-item': row.item.id }, given };
  },
);
