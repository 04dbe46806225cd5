'use client';

import { type KeyboardEvent, type PointerEvent, type ReactNode, useEffect, useMemo, useState } from 'react';
import { rowAround, stepOf } from '../prop-getters.js';
import { useSelected } from '../use-item.js';
import { moveRow } from './move-row.js';
import { definePart, type PlainProps } from './part.js';
import type { RootState } from './part-states.js';
import { useRoot, useRootState } from './root-context.js';

/** Rows drawn at once; twice as many with every further frame. The first of five hundred does not wait for the last. */
const rowsAtOnce = 8;

/** What {@link List} takes besides the attributes of a `ul`. */
export interface ListOptions extends Omit<PlainProps, 'children'> {
  /** Draws one row: an `Item` with this id, and the id as key. */
  readonly children: (id: string) => ReactNode;
}

/**
 * The rows, in the order of the list; Alt with the arrow keys moves the one that has the focus, and a pointer drags it by
 * its preview, a finger too where the stylesheet says `touch-action: none` for it. Nothing where there is none. A `ul`.
 */
export const List = definePart<ListOptions, RootState>('List', 'ul', 'su-list', ({ children, ...given }) => {
  const root = useRoot();
  const { uploader, value, messages } = root;
  const state = useRootState();
  // A plain value, so that rows that change leave the list alone.
  const own = useSelected(uploader.store, ({ items }) => items.map(({ id }) => id).join(' '));
  const ids = useMemo(
    () => [...value.kept.map(({ uploadId }) => uploadId), ...(own === '' ? [] : own.split(' '))],
    [value.kept, own],
  );
  const [most, setMost] = useState(rowsAtOnce);
  useEffect(() => {
    // Room for as many new rows as are drawn at once, also after a long list has become a short one.
    if (most > ids.length + rowsAtOnce) setMost(ids.length + rowsAtOnce);
    if (most >= ids.length) return;
    const frame = requestAnimationFrame(() => setMost(most * 2));
    return () => cancelAnimationFrame(frame);
  }, [most, ids.length]);
  const rows = useMemo(() => ids.slice(0, most).map(children), [ids, most, children]);
  if (ids.length === 0) return null;

  const attributes = {
    'aria-label': messages.list,
    children: rows,
    onKeyDown(event: KeyboardEvent) {
      const by = stepOf(event);
      const id = rowAround(event.target);
      if (by === 0 || id === undefined) return;
      event.preventDefault();
      if (uploader.multiple && !uploader.disabled) moveRow(root, id, by, event.nativeEvent);
    },
    onPointerDown({ nativeEvent, target, button }: PointerEvent) {
      const id = rowAround(target);
      const drags = button === 0 && target instanceof Element && target.closest('[data-su-preview]');
      if (id === undefined || !drags || ids.length < 2 || !uploader.multiple || uploader.disabled) return;
      nativeEvent.preventDefault();
      let held = true;
      const letGo = () => {
        held = false;
      };
      for (const end of ['pointerup', 'pointercancel']) document.addEventListener(end, letGo, { once: true });
      // Not loaded, not dragged: the buttons and the keys are there.
      import('./drag-row.js').then(({ dragRow }) => held && dragRow(root, id, nativeEvent, moveRow)).catch(() => {});
    },
  };
  return { state, own: attributes, given };
});
