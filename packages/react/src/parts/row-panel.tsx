'use client';

import type { ReactNode } from 'react';
import { AppealForm } from '../appeal-form.js';
import { useRoot, useRow } from './root-context.js';

/** What a row has opened. */
export function RowPanel(): ReactNode {
  const { uploader, messages } = useRoot();
  const { item, panel, setPanel } = useRow();
  const { id, state } = item;
  if (panel === 'appeal' && state === 'blocked') {
    return (
      <AppealForm
        messages={messages}
        onBack={() => setPanel(null)}
        onSend={(note) => {
          setPanel(null);
          uploader.store.appeal(id, note);
        }}
      />
    );
  }
  return null;
}
