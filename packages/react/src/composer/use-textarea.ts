'use client';

import type { SafeUploadStore } from '@safeupload/sdk';
import { bindTextarea, type TextareaBinding, type TextareaOptions } from '@safeupload/sdk/textarea';
import { type RefCallback, type RefObject, useEffect, useRef, useState } from 'react';

/** A textarea that takes pictures, and what can be done with it. */
export interface UseTextarea {
  /** For the `ref` of the textarea. */
  readonly ref: RefCallback<HTMLTextAreaElement>;
  /** Null until the textarea is on the page. */
  readonly binding: RefObject<TextareaBinding | null>;
}

/**
 * `bindTextarea` for a component's textarea, controlled or not: bound while it is on the page. The options are read
 * when it is bound, `onGone` and `take` whenever they are called.
 */
export function useTextarea(store: SafeUploadStore, options: TextareaOptions = {}): UseTextarea {
  // State and not a ref: a textarea that comes later, or is another one, is bound when it comes.
  const [field, ref] = useState<HTMLTextAreaElement | null>(null);
  const binding = useRef<TextareaBinding | null>(null);
  const latest = useRef(options);
  latest.current = options;
  const { syntax } = options;

  useEffect(() => {
    if (field === null) return;
    const bound = bindTextarea(field, store, {
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
  }, [field, store, syntax]);

  return { ref, binding };
}
