'use client';

import { inputProps } from '../prop-getters.js';
import { definePart, type PlainProps } from './part.js';
import type { RootState } from './part-states.js';
import { useRoot, useRootState } from './root-context.js';

/** The file input that the triggers open; out of sight itself. An `input`. */
export const Input = definePart<PlainProps, RootState>('Input', 'input', 'su-input', (given) => {
  const { uploader, messages } = useRoot();
  const own = { ...inputProps(uploader), 'aria-label': messages.label };
  return { state: useRootState(), own, given };
});
