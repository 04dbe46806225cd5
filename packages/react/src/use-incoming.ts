'use client';

import { type RefObject, useEffect, useRef, useState } from 'react';

/** What {@link useIncoming} needs. */
export interface IncomingOptions {
  readonly disabled: boolean;
  /** Called with dropped or pasted files, at least one. */
  readonly onFiles: (files: File[]) => void;
  /** Called when files are dragged over: they will probably come. */
  readonly onComing: () => void;
}

/** True for a drag that carries files; their names and types are not told before the drop. */
function carriesFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes('Files') ?? false;
}

/**
 * Takes files that are dropped or pasted on the form around the element, or on the element where there is none: so of
 * several composers on a page only the one in use takes them; of several uploaders in one form the one they came to, else
 * the first. A paste that also has text is left to the page, and so is
 * a drop of anything but files. Returns whether files are being dragged over.
 */
export function useIncoming(root: RefObject<HTMLElement | null>, options: IncomingOptions): boolean {
  const [dragging, setDragging] = useState(false);
  const latest = useRef(options);
  latest.current = options;

  useEffect(() => {
    const scope: HTMLElement | null | undefined = root.current?.closest('form') ?? root.current;
    if (scope === null || scope === undefined) return;
    const isOurs = ({ target }: Event): boolean => {
      const uploader = target instanceof Element ? target.closest('.su') : null;
      if (uploader !== null) return uploader === root.current;
      return (scope.querySelector('.su:not([data-disabled])') ?? scope.querySelector('.su')) === root.current;
    };
    const listening = new AbortController();
    const listen = <K extends 'dragenter' | 'dragover' | 'dragleave' | 'drop' | 'paste'>(
      name: K,
      listener: (event: HTMLElementEventMap[K]) => void,
    ) => scope.addEventListener(name, listener, { signal: listening.signal });

    listen('dragenter', (event) => {
      if (!isOurs(event)) return setDragging(false);
      if (!carriesFiles(event) || latest.current.disabled) return;
      event.preventDefault();
      setDragging(true);
      latest.current.onComing();
    });
    listen('dragover', (event) => {
      if (!carriesFiles(event) || !isOurs(event)) return;
      // Also where disabled: otherwise the browser leaves the page and opens the file.
      event.preventDefault();
      if (event.dataTransfer !== null) event.dataTransfer.dropEffect = latest.current.disabled ? 'none' : 'copy';
    });
    listen('dragleave', (event) => {
      if (!(event.relatedTarget instanceof Node) || !scope.contains(event.relatedTarget)) setDragging(false);
    });
    listen('drop', (event) => {
      setDragging(false);
      if (!carriesFiles(event) || !isOurs(event)) return;
      event.preventDefault();
      const files = [...(event.dataTransfer?.files ?? [])];
      if (files.length > 0 && !latest.current.disabled) latest.current.onFiles(files);
    });
    listen('paste', (event) => {
      const { clipboardData } = event;
      if (clipboardData === null || event.defaultPrevented || latest.current.disabled || !isOurs(event)) return;
      const files = [...clipboardData.files];
      if (files.length === 0 || clipboardData.types.some((type) => type.startsWith('text/'))) return;
      event.preventDefault();
      latest.current.onFiles(files);
    });
    return () => listening.abort();
  }, [root]);

  return dragging;
}
