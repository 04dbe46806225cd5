'use client';

import type { MouseEvent } from 'react';
import { CrossIcon, DownIcon, UpIcon } from '../icons.js';
import { isKept, isStoppable } from '../item-words.js';
import { spokenName } from '../spoken-name.js';
import { useSelected } from '../use-item.js';
import { moveRow } from './move-row.js';
import { type Attributes, definePart, type PlainProps } from './part.js';
import type { RowState } from './part-states.js';
import { type RootContext, type RowContext, useRoot, useRow } from './root-context.js';
import { rowStateOf } from './row-state.js';

/** What a button of a row does; each is drawn only while it can be done. */
export type Action = 'remove' | 'retry' | 'appeal' | 'replace' | 'edit' | 'without' | 'send' | 'up' | 'down';

/** What {@link ItemAction} takes besides the attributes of a `button`. */
export interface ItemActionOptions extends PlainProps {
  /** Default `remove`: stops a file that is on its way, takes any other off the list. */
  readonly action?: Action;
}

/** One button of a row. A `button`. */
export const ItemAction = definePart<ItemActionOptions, RowState>(
  'ItemAction',
  'button',
  '',
  ({ action = 'remove', ...given }) => {
    const root = useRoot();
    const row = useRow();
    const place = usePlace(root, row, action);
    const attributes = place === null ? null : actions[action](row, root, place);
    if (attributes === null) return null;
    const own = { type: 'button', className: 'su-button', disabled: root.uploader.disabled, ...attributes };
    return { state: rowStateOf(row.item), own, given };
  },
);

/** Where a row that can be moved stands: first, last, or between. Null where there is nowhere to go. */
type Place = 'first' | 'last' | 'between' | null;

/** Only for the buttons that move, so that no other is drawn anew by a move. */
function usePlace({ uploader }: RootContext, { item }: RowContext, action: Action): Place {
  const moves = action === 'up' || action === 'down';
  return useSelected(uploader.store, ({ items }) => {
    if (!moves) return 'between';
    if (items.length < 2 || !isKept(item)) return null;
    return items[0]?.id === item.id ? 'first' : items.at(-1)?.id === item.id ? 'last' : 'between';
  });
}

type Describe = (row: RowContext, root: RootContext, place: Place) => Attributes | null;

const choice =
  (say: (root: RootContext) => string, act: (row: RowContext, root: RootContext, event: Event) => void): Describe =>
  (row, root) =>
    row.item.state === 'choosing'
      ? { onClick: ({ nativeEvent }: MouseEvent) => act(row, root, nativeEvent), children: say(root) }
      : null;

const step =
  (delta: -1 | 1): Describe =>
  ({ item }, root, place) => {
    const { messages } = root;
    const name = spokenName(item.name);
    return {
      className: 'su-move',
      // Not disabled at the ends: that would take the focus away from who presses it again and again.
      'aria-disabled': place === (delta < 0 ? 'first' : 'last') || undefined,
      'aria-label': delta < 0 ? messages.moveUp(name) : messages.moveDown(name),
      onClick: ({ nativeEvent }: MouseEvent) => moveRow(root, item.id, delta, nativeEvent),
      children: delta < 0 ? <UpIcon /> : <DownIcon />,
    };
  };

const actions: Readonly<Record<Action, Describe>> = {
  remove({ item }, { uploader, value, messages }) {
    const name = spokenName(item.name);
    const stoppable = isStoppable(item);
    return {
      className: 'su-close',
      'aria-label': stoppable ? messages.cancel(name) : messages.remove(name),
      onClick: ({ nativeEvent }: MouseEvent) =>
        stoppable ? uploader.store.cancel(item.id) : value.remove(item.id, nativeEvent),
      children: <CrossIcon />,
    };
  },
  retry: ({ item }, { uploader, messages }) =>
    item.canRetry ? { onClick: () => uploader.store.retry(item.id), children: messages.retry } : null,
  appeal: ({ item, open }, { messages }) =>
    item.state === 'blocked'
      ? { 'data-su-opener': '', onClick: () => open('appeal'), children: messages.askPerson }
      : null,
  replace: choice(
    ({ messages }) => messages.chooseOther,
    ({ item }, { uploader }) => uploader.open(false, item.id),
  ),
  edit: (row, root, place) => {
    const attributes = editing(row, root, place);
    return attributes && { ...attributes, 'data-su-opener': '' };
  },
  without: choice(
    ({ messages }) => messages.postWithout,
    ({ item }, { value }, event) => value.remove(item.id, event),
  ),
  send: choice(
    ({ messages }) => messages.chooseSend,
    ({ item }, { uploader }) => uploader.store.choose(item.id, 'send'),
  ),
  up: step(-1),
  down: step(1),
};

const editing = choice(
  ({ messages }) => messages.edit,
  ({ open }) => open('edit'),
);
