'use client';

import { spokenName } from '../spoken-name.js';
import { definePart, type PlainProps } from './part.js';
import type { RootState } from './part-states.js';
import { useRoot, useRootState } from './root-context.js';

/** Names the files of the last addition that did not fit any more. Nothing where all did. A `p`. */
export const LeftOut = definePart<PlainProps, RootState>('LeftOut', 'p', 'su-left', (given) => {
  const { uploader, messages } = useRoot();
  const state = useRootState();
  const { left, most = 0 } = uploader;
  if (left.length === 0) return null;
  const names = left.map(({ name }) => spokenName(name));
  return { state, own: { children: messages.tooMany(most, names) }, given };
});
