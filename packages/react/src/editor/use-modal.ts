import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react';
import { adoptEditorStyle } from './editor-style.js';

/** What the host's composer listens to and must not hear from a dialog over it: shortcuts, pastes, drops. */
const ownEvents = ['keydown', 'paste', 'drop', 'dragover', 'dragenter'] as const;

/**
 * Opens a dialog over the page for as long as it is mounted: the rest of the page cannot be reached, Escape calls `onCancel`,
 * and the focus goes back to where it was if that is still there.
 */
export function useModal(
  dialog: RefObject<HTMLDialogElement | null>,
  first: RefObject<HTMLElement | null>,
  onCancel: () => void,
): void {
  const cancel = useRef(onCancel);
  useEffect(() => {
    cancel.current = onCancel;
  });

  useLayoutEffect(() => {
    const element = dialog.current;
    if (element === null) return;
    const before = document.activeElement;
    const withdraw = adoptEditorStyle(element);
    const ended = new AbortController();
    const { signal } = ended;
    for (const name of ownEvents) {
      element.addEventListener(
        name,
        (event) => {
          event.stopPropagation();
          // Else the browser leaves the page for the file that was dropped.
          if (name === 'drop' || name === 'dragover') event.preventDefault();
        },
        { signal },
      );
    }
    element.addEventListener(
      'cancel',
      (event) => {
        // The host takes the dialog away; Chromium closes it by itself at a second Escape, which `close` tells.
        event.preventDefault();
        event.stopPropagation();
        cancel.current();
      },
      { signal },
    );
    element.addEventListener(
      'close',
      () => {
        // The event comes a task late: StrictMode has opened the dialog again by then.
        if (!element.open) cancel.current();
      },
      { signal },
    );
    element.showModal();
    first.current?.focus();
    return () => {
      ended.abort();
      withdraw();
      element.close();
      if (before instanceof HTMLElement && before.isConnected && before !== document.body) before.focus();
    };
  }, [dialog, first]);
}
