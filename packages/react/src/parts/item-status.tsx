'use client';

import { ClockIcon, NoteIcon, TickIcon } from '../icons.js';
import { statusOf } from '../item-words.js';
import { useSelected } from '../use-item.js';
import { definePart, type PlainProps } from './part.js';
import type { RowState } from './part-states.js';
import { useRoot, useRow } from './root-context.js';
import { rowStateOf } from './row-state.js';

const marks = { busy: null, good: TickIcon, wait: ClockIcon, stop: NoteIcon, quiet: null };

/** What the file is at, or what became of it. A `p`. */
export const ItemStatus = definePart<PlainProps, RowState>('ItemStatus', 'p', 'su-status', (given) => {
  const { uploader, messages, mostBytes } = useRoot();
  const paused = useSelected(uploader.store, (snapshot) => snapshot.paused);
  const { item } = useRow();
  const state = rowStateOf(item);
  const Mark = marks[state.tone];
  const children = (
    <>
      {Mark === null ? null : <Mark />}
      <span>{statusOf(item, messages, { paused, mostBytes })}</span>
    </>
  );
  return { state, own: { children }, given };
});
