'use client';

import { type FocusEvent, type RefObject, useEffect, useRef } from 'react';

/** Handlers for the element that holds the rows. */
export interface KeptFocus {
  readonly onFocus: (event: FocusEvent<HTMLElement>) => void;
  readonly onBlur: (event: FocusEvent<HTMLElement>) => void;
}

const rowsIn = (element: HTMLElement) => [...element.querySelectorAll<HTMLElement>('[data-su-item]')];

/**
 * Keeps the keyboard's place when the focused element is taken away: by a removal, or because a row changed under it. The
 * focus goes to what opened it, else to the same row, else to the one that moved up, else to the last, else to the trigger.
 * Rows carry `data-su-item`, the others `data-su-opener` and `data-su-trigger`. A row that has an element with
 * `data-su-main` gives the focus to it; without one the row itself takes it, because the key that is still held down, or
 * pressed twice, or a space of a description that was being typed, would press a button.
 */
export function useKeptFocus(root: RefObject<HTMLElement | null>): KeptFocus {
  const place = useRef<{ id: string; position: number } | null>(null);

  useEffect(() => {
    const element = root.current;
    if (element === null) return;
    // Tells after every change of the list, whichever component made it, and before anything else can happen.
    const observer = new MutationObserver(() => {
      const was = place.current;
      const active = document.activeElement;
      if (was === null || (active !== null && active !== document.body)) return;
      const rows = rowsIn(element);
      const same = rows.find(({ dataset }) => dataset.suItem === was.id);
      const row = same ?? rows[Math.min(was.position, rows.length - 1)];
      // Takes the focus, and is no stop for Tab.
      row?.setAttribute('tabindex', '-1');
      const target =
        same?.querySelector<HTMLElement>('[data-su-opener]:not(:disabled)') ??
        row?.querySelector<HTMLElement>('[data-su-main]') ??
        row ??
        element.querySelector<HTMLElement>('[data-su-trigger]:not(:disabled)');
      target?.focus();
    });
    observer.observe(element, { childList: true, subtree: true });
    return () => observer.disconnect();
  }, [root]);

  return {
    onFocus({ target }) {
      const row = target.closest<HTMLElement>('[data-su-item]');
      const position = row === null || root.current === null ? -1 : rowsIn(root.current).indexOf(row);
      // Outside of the rows, -1: there is no row to go to, only the trigger.
      place.current = { id: row?.dataset.suItem ?? '', position };
    },
    onBlur({ target }) {
      // An element that is still there was left on purpose.
      queueMicrotask(() => {
        if (target.isConnected && document.activeElement === document.body) place.current = null;
      });
    },
  };
}
