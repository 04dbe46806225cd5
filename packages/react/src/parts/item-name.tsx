'use client';

import { definePart, type PlainProps } from './part.js';
import type { RowState } from './part-states.js';
import { useRoot, useRow } from './root-context.js';
import { rowStateOf } from './row-state.js';

/** The file's name and size. A `p`. */
export const ItemName = definePart<PlainProps, RowState>('ItemName', 'p', 'su-name', (given) => {
  const { messages } = useRoot();
  const { item, nameId } = useRow();
  const children = (
    <>
      <bdi title={item.name}>{item.name}</bdi>{' '}
      {item.bytes === 0 ? null : <span className="su-bytes">{messages.bytes(item.bytes)}</span>}
    </>
  );
  return { state: rowStateOf(item), own: { id: nameId, children }, given };
});
