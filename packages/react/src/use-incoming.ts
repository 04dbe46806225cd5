'use client';

import { type RefObject, useEffect, useRef, useState } from 'react';

/** Where files may be dropped and pasted: on the form around the element, anywhere on the page, or on the element alone. */
export type DropScope = 'form' | 'page' | 'element';

/** What {@link useIncoming} needs. */
export interface IncomingOptions {
  readonly disabled: boolean;
  readonly dropOn: DropScope;
  /** Called with dropped or pasted files, at least one. */
  readonly onFiles: (files: File[], event: Event) => void;
  /** Called when files are dragged over: they will probably come. */
  readonly onComing: () => void;
}

/** True for a drag that carries files; their names and types are not told before the drop. */
function carriesFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes('Files') ?? false;
}

/**
 * Takes files and folders that are dropped or pasted within the scope, by default the form around the element, or the
 * element where there is none: so of several composers on a page only the one in use takes them; of several uploaders in
 * one scope the one they came to, else the first. A paste that also has text is left to the page, and so is a drop of
 * anything but files. Returns whether files are being dragged over.
 */
export function useIncoming(root: RefObject<HTMLElement | null>, options: IncomingOptions): boolean {
  const [dragging, setDragging] = useState(false);
  const latest = useRef(options);
  latest.current = options;
  const { dropOn } = options;

  useEffect(() => {
    const element = root.current;
    const scope: HTMLElement | null =
      dropOn === 'page'
        ? document.documentElement
        : ((dropOn === 'form' ? element?.closest('form') : undefined) ?? element);
    if (element === null || scope === null) return;
    const isOurs = ({ target }: Event): boolean => {
      const uploader = target instanceof Element ? target.closest('[data-su-root]') : null;
      if (uploader !== null) return uploader === root.current;
      const first = scope.querySelector('[data-su-root]:not([data-disabled])') ?? scope.querySelector('[data-su-root]');
      return first === root.current;
    };
    const listening = new AbortController();
    const listen = <K extends 'dragenter' | 'dragover' | 'dragleave' | 'drop' | 'paste'>(
      name: K,
      listener: (event: HTMLElementEventMap[K]) => void,
    ) => scope.addEventListener(name, listener, { signal: listening.signal });

    listen('dragenter', (event) => {
      if (event.defaultPrevented || !isOurs(event)) return setDragging(false);
      if (!carriesFiles(event) || latest.current.disabled) return;
      event.preventDefault();
      setDragging(true);
      latest.current.onComing();
    });
    listen('dragover', (event) => {
      // A smaller scope on the same page has taken it already.
      if (event.defaultPrevented || !carriesFiles(event) || !isOurs(event)) return;
      // Also where disabled: otherwise the browser leaves the page and opens the file.
      event.preventDefault();
      if (event.dataTransfer !== null) event.dataTransfer.dropEffect = latest.current.disabled ? 'none' : 'copy';
    });
    listen('dragleave', (event) => {
      if (!(event.relatedTarget instanceof Node) || !scope.contains(event.relatedTarget)) setDragging(false);
    });
    listen('drop', (event) => {
      setDragging(false);
      if (event.defaultPrevented || !carriesFiles(event) || !isOurs(event)) return;
      event.preventDefault();
      if (latest.current.disabled || event.dataTransfer === null) return;
      const give = (files: File[]) => {
        if (files.length > 0 && !listening.signal.aborted) latest.current.onFiles(files, event);
      };
      const files = [...event.dataTransfer.files];
      // Only now: the browser forgets what was dropped when this handler ends.
      const entries = Array.from(event.dataTransfer.items, (item) => item.webkitGetAsEntry?.() ?? null);
      if (!entries.some((entry) => entry?.isDirectory)) return give(files);
      // What a folder is called in `files` cannot be read; the rest of the drop still can.
      import('./folder-files.js')
        .then(({ filesOfEntries }) => filesOfEntries(entries))
        .then(give, () => give(files.filter((_, index) => !entries[index]?.isDirectory)));
    });
    listen('paste', (event) => {
      const { clipboardData } = event;
      if (clipboardData === null || event.defaultPrevented || latest.current.disabled || !isOurs(event)) return;
      const files = [...clipboardData.files];
      if (files.length === 0 || clipboardData.types.some((type) => type.startsWith('text/'))) return;
      event.preventDefault();
      latest.current.onFiles(files, event);
    });
    return () => {
      setDragging(false);
      listening.abort();
    };
  }, [root, dropOn]);

  return dragging;
}
