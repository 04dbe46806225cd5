'use client';

import { useContext } from 'react';
import { definePart, type PlainProps } from './part.js';
import type { RowState } from './part-states.js';
import { HelpContext, useRow } from './root-context.js';
import { rowStateOf } from './row-state.js';

/**
 * What the root was given as `help`, the same under every picture that cannot be posted, whatever the reason. Nothing
 * elsewhere. A `div`.
 */
export const ItemHelp = definePart<PlainProps, RowState>('ItemHelp', 'div', 'su-help', (given) => {
  const { item } = useRow();
  const help = useContext(HelpContext);
  if (!help || !(item.state === 'blocked' || item.outcome === 'refused')) return null;
  return { state: rowStateOf(item), own: { children: help }, given };
});
