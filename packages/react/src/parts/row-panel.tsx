'use client';

import { useCallback, useEffect, useState } from 'react';
import type { Panel, PanelKind } from './panel.js';
import { type RootContext, useRoot, useRow } from './root-context.js';

async function loadPanel(kind: PanelKind): Promise<Panel> {
  return kind === 'appeal'
    ? { kind, Form: (await import('../appeal-form.js')).AppealForm }
    : { kind, Form: (await import('../editor/picture-editor.js')).PictureEditor };
}

/** The panel of a row, and what opens it. Where its code cannot be loaded the picture is not lost: an appeal goes without a note. */
export function usePanel({ uploader, messages, say }: RootContext, id: string, state: string | undefined) {
  const [panel, setPanel] = useState<Panel>(null);
  const open = useCallback(
    (kind: PanelKind) => {
      loadPanel(kind).then(setPanel, () => {
        if (kind === 'appeal') uploader.store.appeal(id);
        else say.current?.({ urgent: true, text: messages.failed(undefined) });
      });
    },
    [uploader, messages, say, id],
  );
  // Before it is pressed, so that the field is there at once.
  useEffect(() => {
    if (state === 'blocked') loadPanel('appeal').catch(() => {});
  }, [state]);
  const isOpen = panel?.kind === (state === 'blocked' ? 'appeal' : state === 'choosing' ? 'edit' : '');
  return { panel: isOpen ? panel : null, setPanel, open };
}

/** What a row has opened. */
export function RowPanel() {
  const { uploader, messages } = useRoot();
  const { item, panel, setPanel } = useRow();
  const { store } = uploader;
  const close = () => setPanel(null);
  if (panel?.kind === 'appeal') {
    const onSend = (note: string) => {
      close();
      store.appeal(item.id, note);
    };
    return <panel.Form messages={messages} onBack={close} onSend={onSend} />;
  }
  if (panel?.kind === 'edit') {
    const onDone = (file: File) => {
      close();
      store.replace(item.id, file);
    };
    return <panel.Form file={item.file} messages={messages} onCancel={close} onDone={onDone} />;
  }
  return null;
}
