'use client';

import type { SafeUploadStore } from '@safeupload/sdk';
import { bindTextarea, type TextareaBinding, type TextareaOptions } from '@safeupload/sdk/textarea';
import { type RefObject, useEffect, useRef } from 'react';

/** A textarea that takes pictures, and what can be done with it. */
export interface UseTextarea {
  /** For the `ref` of the textarea. */
  readonly field: RefObject<HTMLTextAreaElement | null>;
  /** Null until the textarea is on the page. */
  readonly binding: RefObject<TextareaBinding | null>;
}

/**
 * `bindTextarea` for a component's textarea, controlled or not: bound while it is on the page. The options are read
 * when it is bound, `onGone` and `take` whenever they are called.
 */
export function useTextarea(store: SafeUploadStore, options: TextareaOptions = {}): UseTextarea {
  const field = useRef<HTMLTextAreaElement | null>(null);
  const binding = useRef<TextareaBinding | null>(null);
  const latest = useRef(options);
  latest.current = options;
  const { syntax } = options;

  useEffect(() => {
    if (field.current === null) return;
    const bound = bindTextarea(field.current, store, {
      ...latest.current,
      ...(syntax === undefined ? {} : { syntax }),
      onGone: (name, why) => latest.current.onGone?.(name, why),
      take: (files) => latest.current.take?.(files) ?? store.add(files),
    });
    binding.current = bound;
    return () => {
      binding.current = null;
      bound.dispose();
    };
  }, [store, syntax]);

  return { field, binding };
}
