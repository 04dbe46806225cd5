'use client';

import { longestNote } from '@safeupload/sdk';
import { type KeyboardEvent, type ReactNode, useId, useState } from 'react';
import type { Messages } from './messages/messages.js';

/** What {@link AppealForm} needs. */
export interface AppealFormProps {
  readonly messages: Messages;
  readonly onSend: (note: string) => void;
  readonly onBack: () => void;
}

/**
 * The note beside an appeal. No `<form>`: it stands inside the host's own, and forms do not nest. Escape goes back, Enter
 * with Control or Command sends.
 */
export function AppealForm({ messages, onSend, onBack }: AppealFormProps): ReactNode {
  const id = useId();
  const [note, setNote] = useState('');

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') {
      event.stopPropagation();
      onBack();
    } else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      // The host may send its post by the same keys.
      event.stopPropagation();
      onSend(note);
    }
  };

  return (
    <div className="su-appeal">
      <label htmlFor={id}>{messages.appealNote}</label>
      <textarea
        id={id}
        rows={2}
        maxLength={longestNote}
        value={note}
        ref={focusOnce}
        onChange={(event) => setNote(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <div className="su-choices">
        <button type="button" className="su-button su-primary" onClick={() => onSend(note)}>
          {messages.appealSend}
        </button>
        <button type="button" className="su-button" onClick={onBack}>
          {messages.appealBack}
        </button>
      </div>
    </div>
  );
}

/** The member just pressed the button that opened this: the field is where they want to be. */
function focusOnce(element: HTMLTextAreaElement | null): void {
  element?.focus();
}
