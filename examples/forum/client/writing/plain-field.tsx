import { useTextarea } from '@safeupload/react/composer';
import type { SafeUploadStore } from '@safeupload/sdk';
import { useEffect } from 'react';
import type { FieldProps } from './field.js';

/** A plain textarea that takes pictures. Not controlled: the browser's own undo goes on working. */
export function PlainField(props: FieldProps & { readonly store: SafeUploadStore }) {
  const { ref, binding } = useTextarea(props.store, { take: props.take });
  const { onField, text } = props;
  useEffect(() => {
    onField({
      textOf: () => binding.current?.textOf() ?? text,
      draftOf: () => binding.current?.draftOf() ?? text,
      place: (id) => binding.current?.place(id) ?? false,
    });
    return () => onField(null);
  }, [binding, onField, text]);
  return (
    <textarea
      ref={ref}
      name="text"
      rows={6}
      maxLength={10_000}
      aria-labelledby={props.labelledBy}
      defaultValue={text}
      onInput={() => props.onDraft(binding.current?.draftOf() ?? '')}
    />
  );
}
