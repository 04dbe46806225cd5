'use client';

import { useId } from 'react';
import { useSelected } from '../use-item.js';
import { definePart, type PlainProps } from './part.js';
import type { RootState } from './part-states.js';
import { useNaming, useRoot, useRootState } from './root-context.js';

/**
 * Says where pictures are looked at, and, opened, what is sent, when, and how long it is kept; there the member can have
 * the server look instead. Read with the picker. A `div`; children replace all of it.
 */
export const Notice = definePart<PlainProps, RootState>('Notice', 'div', 'su-notice', ({ children, ...given }) => {
  const { uploader, messages } = useRoot();
  const { store } = uploader;
  const look = useSelected(store, (snapshot) => snapshot.look);
  const id = useNaming('notice', undefined, useId());
  const more = (
    <details>
      <summary id={id}>{messages.notice}</summary>
      <p>{messages.noticeMore}</p>
      <button
        type="button"
        className="su-button"
        disabled={uploader.disabled}
        onClick={() => store.setLook(look === 'device' ? 'server' : 'device')}
      >
        {look === 'device' ? messages.serverLook : messages.deviceLook}
      </button>
    </details>
  );
  const own = { children: children === undefined ? more : <p id={id}>{children}</p> };
  return { state: useRootState(), own, given };
});
