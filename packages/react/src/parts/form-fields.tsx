'use client';

import { Fragment, type ReactNode, useContext, useEffect } from 'react';
import { useSelected } from '../use-item.js';
import { CurrentContext, useRoot } from './root-context.js';

/** What a form sends of the list; a reset of the form clears it. Drawn by the root where it has a `name`. */
export function FormFields({ name }: { readonly name: string }): ReactNode {
  const { uploader } = useRoot();
  const current = useContext(CurrentContext);
  const { store, root, disabled } = uploader;
  useEffect(() => {
    const form = root.current?.closest('form');
    form?.addEventListener('reset', store.clear);
    return () => form?.removeEventListener('reset', store.clear);
  }, [root, store]);
  return current.map(({ uploadId, alt }) => (
    <Fragment key={uploadId}>
      <input type="hidden" name={name} value={uploadId} disabled={disabled} />
      <input type="hidden" name={`${name}Alt`} value={alt} disabled={disabled} />
    </Fragment>
  ));
}

/** Why the form cannot be sent yet, in words: said by the browser itself at the file input. Empty where nothing stands in the way. */
export function useTrouble(): string {
  const { uploader, field, messages } = useRoot();
  const current = useContext(CurrentContext);
  const { name, required = false } = field;
  const guards = name !== undefined || required;
  const trouble = useSelected(uploader.store, ({ items, pending }) =>
    items.some(({ state }) => state === 'choosing') ? 'fixFirst' : pending ? 'pending' : null,
  );
  if (!guards) return '';
  if (trouble !== null) return messages[trouble];
  return required && current.length === 0 ? messages.required : '';
}
