import type { Item } from '@safeupload/sdk';
import type { ChangeEvent, KeyboardEvent, RefObject } from 'react';
import { toneOf } from './item-words.js';
import { itemIn } from './use-item.js';
import type { KeptFocus } from './use-kept-focus.js';
import type { Uploader } from './use-uploader.js';

/** What a file input needs; spread on an `<input>`. */
export interface InputProps {
  readonly ref?: RefObject<HTMLInputElement | null>;
  readonly type: 'file';
  readonly hidden?: boolean;
  readonly tabIndex?: number;
  readonly accept: string;
  readonly capture?: 'environment';
  readonly multiple?: boolean;
  readonly disabled: boolean;
  readonly onChange: (event: ChangeEvent<HTMLInputElement>) => void;
}

/** What the element around everything needs; it must be there when the component is first drawn. */
export interface RootProps extends KeptFocus {
  readonly ref: RefObject<HTMLDivElement | null>;
  readonly 'data-su-root': '';
  readonly 'data-dragging': '' | undefined;
  readonly 'data-disabled': '' | undefined;
  readonly 'data-empty': '' | undefined;
}

/** What the button that opens the picker needs. */
export interface TriggerProps {
  readonly type: 'button';
  readonly disabled: boolean;
  readonly 'data-su-trigger': '';
  readonly onClick: () => void;
}

/** What a row needs. */
export interface ItemProps {
  readonly 'data-su-item': string;
  readonly 'data-state': Item['state'] | undefined;
  readonly 'data-outcome': Item['outcome'];
  readonly 'data-tone': string | undefined;
}

/** Attributes for elements of one's own, so that they do what the parts do. Names, words and announcements are one's own too. */
export interface PropGetters {
  /** For the element around everything: takes drops and pastes, keeps the keyboard's place. */
  readonly getRootProps: () => RootProps;
  /** For what looks like the place to drop on. */
  readonly getDropzoneProps: () => Pick<RootProps, 'data-dragging' | 'data-disabled'>;
  /** For the button that opens the picker; with `camera`, a phone opens its camera. */
  readonly getTriggerProps: (options?: { readonly camera?: boolean }) => TriggerProps;
  /** For the file input that the triggers open. */
  readonly getInputProps: () => InputProps;
  /** For a file input of its own that opens the camera, e.g. inside a `label`. */
  readonly getCameraInputProps: () => InputProps;
  /** For the element around the rows: Alt with the arrow keys moves the row that has the focus. */
  readonly getListProps: () => { readonly onKeyDown: (event: KeyboardEvent<HTMLElement>) => void };
  /** For one row. It gets the focus when another one goes, or what is in it with `data-su-main`. */
  readonly getItemProps: (id: string) => ItemProps;
}

/** Attributes of the file input that stays out of sight. */
export function inputProps({ input, accept, multiple, disabled, onPicked }: Uploader): InputProps {
  return { ref: input, type: 'file', hidden: true, tabIndex: -1, accept, multiple, disabled, onChange: onPicked };
}

/** Attributes of a button that opens the picker. */
export function triggerProps({ disabled, open }: Uploader, camera = false): TriggerProps {
  return { type: 'button', disabled, 'data-su-trigger': '', onClick: () => open(camera) };
}

/** How far a key press moves a row: -1, 1, or 0 for every other key. In a longer text the same keys move its lines. */
export function stepOf({ altKey, key, target }: KeyboardEvent): number {
  if (!altKey || target instanceof HTMLTextAreaElement) return 0;
  return key === 'ArrowUp' ? -1 : key === 'ArrowDown' ? 1 : 0;
}

/** Id of the row around an element; undefined outside of the rows. */
export function rowAround(target: EventTarget): string | undefined {
  return target instanceof Element ? target.closest<HTMLElement>('[data-su-item]')?.dataset.suItem : undefined;
}

/** The {@link PropGetters} of a list. */
export function propGettersOf(uploader: Uploader, focus: KeptFocus, empty: boolean): PropGetters {
  const { store, root, dragging, disabled, onPicked } = uploader;
  const marks = { 'data-dragging': dragging ? '' : undefined, 'data-disabled': disabled ? '' : undefined } as const;
  return {
    getRootProps: () => ({ ref: root, 'data-su-root': '', ...marks, 'data-empty': empty ? '' : undefined, ...focus }),
    getDropzoneProps: () => marks,
    getTriggerProps: ({ camera } = {}) => triggerProps(uploader, camera),
    getInputProps: () => inputProps(uploader),
    getCameraInputProps: () => ({
      type: 'file',
      accept: 'image/*',
      capture: 'environment',
      disabled,
      onChange: onPicked,
    }),
    getListProps: () => ({
      onKeyDown(event) {
        const by = stepOf(event);
        const place = store.getSnapshot().items.findIndex(({ id }) => id === rowAround(event.target));
        if (by === 0 || place < 0 || place + by < 0 || disabled) return;
        event.preventDefault();
        store.move(rowAround(event.target) ?? '', place + by);
      },
    }),
    getItemProps(id) {
      const item = itemIn(store.getSnapshot(), id);
      return {
        'data-su-item': id,
        'data-state': item?.state,
        'data-outcome': item?.outcome,
        'data-tone': item && toneOf(item),
      };
    },
  };
}
