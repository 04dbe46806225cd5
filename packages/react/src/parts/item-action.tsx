'use client';

import { CrossIcon } from '../icons.js';
import { isStoppable } from '../item-words.js';
import type { Messages } from '../messages/messages.js';
import { spokenName } from '../spoken-name.js';
import type { Uploader } from '../use-uploader.js';
import { type Attributes, definePart, type PlainProps } from './part.js';
import type { RowState } from './part-states.js';
import { type RowContext, useRoot, useRow } from './root-context.js';
import { rowStateOf } from './row-state.js';

/** What a button of a row does; each is drawn only while it can be done. */
export type Action = 'remove' | 'retry' | 'appeal' | 'replace' | 'send' | 'without';

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
    const { uploader, messages } = useRoot();
    const row = useRow();
    const attributes = actions[action](row, uploader, messages);
    if (attributes === null) return null;
    const own = { type: 'button', className: 'su-button', disabled: uploader.disabled, ...attributes };
    return { state: rowStateOf(row.item), own, given };
  },
);

type Describe = (row: RowContext, uploader: Uploader, messages: Messages) => Attributes | null;

const actions: Readonly<Record<Action, Describe>> = {
  remove({ item }, { store }, messages) {
    const { id } = item;
    const name = spokenName(item.name);
    const stoppable = isStoppable(item);
    return {
      className: 'su-close',
      'data-su-main': '',
      'aria-label': stoppable ? messages.cancel(name) : messages.remove(name),
      onClick: () => (stoppable ? store.cancel(id) : store.remove(id)),
      children: <CrossIcon />,
    };
  },
  retry: ({ item }, { store }, messages) =>
    item.canRetry ? { onClick: () => store.retry(item.id), children: messages.retry } : null,
  appeal: ({ item, panel, setPanel }, _, messages) =>
    item.state === 'blocked' && panel === null
      ? { 'data-su-opener': '', onClick: () => setPanel('appeal'), children: messages.askPerson }
      : null,
  replace: ({ item }, { open }, messages) =>
    item.state === 'choosing' ? { onClick: () => open(false, item.id), children: messages.chooseOther } : null,
  without: ({ item }, { store }, messages) =>
    item.state === 'choosing' ? { onClick: () => store.remove(item.id), children: messages.postWithout } : null,
  send: ({ item }, { store }, messages) =>
    item.state === 'choosing' ? { onClick: () => store.choose(item.id, 'send'), children: messages.chooseSend } : null,
};
