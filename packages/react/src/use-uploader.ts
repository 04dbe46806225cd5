'use client';

import { type Item, isPending, type SafeUploadStore } from '@safeupload/sdk';
import { type ChangeEvent, type RefObject, useMemo, useRef, useState } from 'react';
import { type DropScope, useIncoming } from './use-incoming.js';

/** How files come to the list. */
export interface PickOptions {
  /** What the picker offers; default `image/*`. Whatever arrives is judged by its bytes, not by its name. */
  readonly accept?: string | undefined;
  /** Default true. Where false, a new picture takes the old one's place. */
  readonly multiple?: boolean | undefined;
  /** Most pictures; more are not added, and their names are said. */
  readonly max?: number | undefined;
  readonly disabled?: boolean | undefined;
  /** Where drops and pastes are taken; default `form`. */
  readonly dropOn?: DropScope | undefined;
}

/** The picker of one list: what the parts and the prop getters have in common. */
export interface Uploader {
  readonly store: SafeUploadStore;
  readonly accept: string;
  readonly multiple: boolean;
  readonly disabled: boolean;
  readonly dragging: boolean;
  readonly dropOn: DropScope;
  /** Files of the last addition that did not fit any more. */
  readonly left: readonly File[];
  readonly most: number | undefined;
  readonly root: RefObject<HTMLDivElement | null>;
  readonly input: RefObject<HTMLInputElement | null>;
  /** Adds files as far as they fit. */
  readonly add: (files: readonly File[]) => void;
  /** Opens the picker, or the camera where the device has one; what is picked takes the place of the row with this id. */
  readonly open: (camera: boolean, replaced?: string) => void;
  readonly onPicked: (event: ChangeEvent<HTMLInputElement>) => void;
}

/** True for a file that takes one of the `max` places. */
function takesPlace(item: Item): boolean {
  return isPending(item.state) || (item.state === 'done' && item.outcome !== 'refused');
}

/** The {@link Uploader} of a store. `onLeft` is told of files that did not fit, each time there are any. */
export function useUploader(
  store: SafeUploadStore,
  options: PickOptions,
  onLeft?: (files: readonly File[], most: number) => void,
): Uploader {
  const { accept = 'image/*', multiple = true, disabled = false, dropOn = 'form' } = options;
  const most = multiple ? options.max : 1;
  const root = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const [left, setLeft] = useState<readonly File[]>([]);
  const latest = useRef({ multiple, most, onLeft });
  latest.current = { multiple, most, onLeft };

  const actions = useMemo(() => {
    let replacing: string | undefined;

    const add = (files: readonly File[]) => {
      const { most, onLeft } = latest.current;
      const { items } = store.getSnapshot();
      const places = most === undefined ? files.length : most - items.filter(takesPlace).length;
      const fitting = files.slice(0, Math.max(0, places));
      const others = files.slice(fitting.length);
      store.add(fitting);
      setLeft(others);
      if (others.length > 0) onLeft?.(others, most ?? 0);
    };

    const take = (files: readonly File[], replaced?: string) => {
      const [first] = files;
      if (first === undefined) return;
      const { items } = store.getSnapshot();
      const old = replaced ?? (latest.current.multiple ? undefined : items.at(-1)?.id);
      if (!latest.current.multiple) for (const { id } of items) if (id !== old) store.remove(id);
      const isReplaced = old !== undefined && store.replace(old, first) !== null;
      add(isReplaced ? files.slice(1) : files);
    };

    return {
      add: (files: readonly File[]) => take(files),
      open(camera: boolean, replaced?: string) {
        const element = input.current;
        replacing = replaced;
        store.touch();
        if (element === null) return;
        // Only for this one click: with it, a phone opens its camera instead of the gallery.
        if (camera) element.setAttribute('capture', 'environment');
        element.click();
        element.removeAttribute('capture');
      },
      onPicked({ target }: ChangeEvent<HTMLInputElement>) {
        const files = [...(target.files ?? [])];
        const replaced = replacing;
        replacing = undefined;
        // So that picking the same file again is a change again.
        target.value = '';
        take(files, replaced);
      },
    };
  }, [store]);

  const dragging = useIncoming(root, { disabled, dropOn, onFiles: actions.add, onComing: store.touch });

  return useMemo(
    () => ({ store, accept, multiple, disabled, dragging, dropOn, left, most, root, input, ...actions }),
    [store, accept, multiple, disabled, dragging, dropOn, left, most, actions],
  );
}
