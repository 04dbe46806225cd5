'use client';

import { useEffect } from 'react';
import { inputProps } from '../prop-getters.js';
import { useTrouble } from './form-fields.js';
import { definePart, type PlainProps } from './part.js';
import type { RootState } from './part-states.js';
import { useRoot, useRootState } from './root-context.js';

/**
 * The file input that the triggers open; out of sight itself. In a form that sends the list it is where the browser says
 * why the form cannot be sent yet, so there it can be focused. An `input`.
 */
export const Input = definePart<PlainProps, RootState>('Input', 'input', 'su-input', (given) => {
  const { uploader, field, messages } = useRoot();
  const { input } = uploader;
  const trouble = useTrouble();
  useEffect(() => input.current?.setCustomValidity(trouble), [input, trouble]);
  const hidden = field.name === undefined && !field.required;
  const own = { ...inputProps(uploader), hidden, 'aria-label': messages.label };
  return { state: useRootState(), own, given };
});
