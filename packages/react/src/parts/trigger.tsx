'use client';

import { PictureIcon } from '../icons.js';
import { triggerProps } from '../prop-getters.js';
import { definePart, type PlainProps } from './part.js';
import type { RootState } from './part-states.js';
import { useRoot, useRootState } from './root-context.js';

/** Opens the picker. A `button`. */
export const Trigger = definePart<PlainProps, RootState>('Trigger', 'button', 'su-button su-trigger', (given) => {
  const { uploader, ids } = useRoot();
  const state = useRootState();
  const words = useTriggerWords(state.empty);
  const own = {
    ...triggerProps(uploader),
    'aria-describedby': [ids.description, ids.notice].filter(Boolean).join(' ') || undefined,
    children: (
      <>
        <PictureIcon />
        {words}
      </>
    ),
  };
  return { state, own, given };
});

/** What the button says: whether a picture is added, or takes the place of the one there. */
function useTriggerWords(empty: boolean): string {
  const { uploader, messages } = useRoot();
  if (uploader.multiple) return empty ? messages.trigger : messages.triggerMore;
  return empty ? messages.triggerOne : messages.triggerReplace;
}
