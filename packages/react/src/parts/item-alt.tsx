'use client';

import { longestAlt } from '@safeupload/sdk';
import type { ChangeEvent, KeyboardEvent } from 'react';
import { isKept } from '../item-words.js';
import { spokenName } from '../spoken-name.js';
import { definePart, type PlainProps } from './part.js';
import type { RowState } from './part-states.js';
import { useRoot, useRow } from './root-context.js';
import { rowStateOf } from './row-state.js';

/** Where the member says what a picture shows. Nothing for a picture that will not be part of the post. An `input`. */
export const ItemAlt = definePart<PlainProps, RowState>('ItemAlt', 'input', 'su-alt', (given) => {
  const { uploader, value, messages } = useRoot();
  const { item } = useRow();
  if (!isKept(item)) return null;
  const own = {
    type: 'text',
    maxLength: longestAlt,
    value: item.alt,
    placeholder: messages.altHint,
    'aria-label': messages.altLabel(spokenName(item.name)),
    disabled: uploader.disabled,
    onChange: ({ target, nativeEvent }: ChangeEvent<HTMLInputElement>) =>
      value.describe(item.id, target.value, nativeEvent),
    onKeyDown: (event: KeyboardEvent) => {
      // Enter would send the form around it. It also ends the choice of a word, which is the keyboard's own.
      if (event.key === 'Enter' && !event.nativeEvent.isComposing) event.preventDefault();
    },
  };
  return { state: rowStateOf(item), own, given };
});
