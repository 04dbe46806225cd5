'use client';

import { definePart, type PlainProps } from './part.js';
import type { RootState } from './part-states.js';
import { useRootState } from './root-context.js';

/** Where files are dropped, for the eye: drops are taken in the whole scope that `dropOn` names. A `div`. */
export const Dropzone = definePart<PlainProps, RootState>('Dropzone', 'div', 'su-drop', (given) => {
  return { state: useRootState(), own: {}, given };
});
