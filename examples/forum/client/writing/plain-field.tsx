import { useTextarea } from '@safeupload/react/composer';
import type { SafeUploadStore } from '@safeupload/sdk';
import { useEffect } from 'react';
import type { FieldProps } from './field.js';

/** A plain textarea that takes pictures. Not controlled: the browser's own undo goes on working. */
export function PlainField(props: FieldProps & { readonly store: SafeUploadStore }) {
  const { field, binding } = useTextarea(props.store, { take: props.take });
  const { onField } = props;
  useEffect(() => {
    const words = () => field.current?.value ?? '';
    onField({
      textOf: () => binding.current?.textOf() ?? words(),
      draftOf: () => binding.current?.draftOf() ?? words(),
      place: (id) => binding.current?.place(id) ?? false,
    });
    return () => onField(null);
  }, [field, binding, onField]);
  return (
    <textarea
      ref={field}
      name="text"
      rows={6}
      maxLength={10_000}
      aria-labelledby={props.labelledBy}
      defaultValue={props.text}
      onInput={() => props.onDraft(binding.current?.draftOf() ?? '')}
    />
  );
}
