'use client';

import { type FocusEvent, type RefObject, useLayoutEffect, useRef } from 'react';

/** Handlers for the element that holds the rows. */
export interface KeptFocus {
  readonly onFocus: (event: FocusEvent<HTMLElement>) => void;
  readonly onBlur: (event: FocusEvent<HTMLElement>) => void;
}

/**
 * Keeps the keyboard's place when the focused element is taken away: by a removal, or because a row changed under it. The
 * focus goes to the same row's main button, else to the row that moved up, else to the last, else to the trigger.
 * Rows carry `data-su-item`, their main buttons `data-su-main`, the trigger `data-su-trigger`.
 */
export function useKeptFocus(root: RefObject<HTMLElement | null>): KeptFocus {
  const place = useRef<{ id: string; position: number } | null>(null);

  const rowsIn = (element: HTMLElement | null) => [...(element?.querySelectorAll<HTMLElement>('[data-su-item]') ?? [])];

  // After every commit on purpose: any of them may have taken the focused element away.
  useLayoutEffect(() => {
    const was = place.current;
    const active = document.activeElement;
    if (was === null || (active !== null && active !== document.body)) return;
    const rows = rowsIn(root.current);
    const row = rows.find(({ dataset }) => dataset.suItem === was.id) ?? rows[Math.min(was.position, rows.length - 1)];
    const target =
      row?.querySelector<HTMLElement>('[data-su-main]') ??
      root.current?.querySelector<HTMLElement>('[data-su-trigger]:not(:disabled)');
    target?.focus();
  });

  return {
    onFocus({ target }) {
      const row = target.closest<HTMLElement>('[data-su-item]');
      const position = row === null ? -1 : rowsIn(root.current).indexOf(row);
      place.current = row === null ? null : { id: row.dataset.suItem ?? '', position };
    },
    onBlur({ target }) {
      // A removal is known after this commit; an element that is still there then was left on purpose.
      queueMicrotask(() => {
        if (target.isConnected && document.activeElement === document.body) place.current = null;
      });
    },
  };
}
