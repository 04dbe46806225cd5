'use client';

import type { Item, SafeUploadStore } from '@safeupload/sdk';
import { memo, type ReactNode, useId, useState } from 'react';
import { AppealForm } from './appeal-form.js';
import { ClockIcon, CrossIcon, NoteIcon, TickIcon } from './icons.js';
import { ItemPreview } from './item-preview.js';
import { asideOf, isStoppable, progressOf, statusOf, toneOf } from './item-words.js';
import type { Messages } from './messages/messages.js';
import { spokenName } from './spoken-name.js';

/** What {@link ItemRow} needs. */
export interface ItemRowProps {
  readonly item: Item;
  readonly store: SafeUploadStore;
  readonly messages: Messages;
  readonly disabled: boolean;
  /** Opens the picker; the file that is picked takes this one's place. */
  readonly onReplace: (id: string) => void;
}

const marks = { busy: null, good: <TickIcon />, wait: <ClockIcon />, stop: <NoteIcon />, quiet: null };

/** One file of the list. Drawn anew only when its item changes. */
export const ItemRow = memo(function ItemRow({ item, store, messages, disabled, onReplace }: ItemRowProps): ReactNode {
  const nameId = useId();
  const [appealing, setAppealing] = useState(false);
  const progress = progressOf(item);
  const tone = toneOf(item);
  const aside = asideOf(item, messages);
  const stoppable = isStoppable(item);
  const { id, name, state } = item;

  return (
    <li className="su-item" data-su-item={id} data-state={state} data-outcome={item.outcome} data-tone={tone}>
      <ItemPreview file={item.file} />
      <div className="su-words">
        <p className="su-name" id={nameId}>
          <bdi title={name}>{name}</bdi> <span className="su-bytes">{messages.bytes(item.bytes)}</span>
        </p>
        <p className="su-status">
          {marks[tone]}
          <span>{statusOf(item, messages)}</span>
        </p>
        {aside === null ? null : <p className="su-aside">{aside}</p>}
        {progress === null ? null : (
          <progress className="su-progress" max={1} value={progress} aria-labelledby={nameId} />
        )}
      </div>
      <button
        type="button"
        className="su-close"
        data-su-main=""
        disabled={disabled}
        aria-label={stoppable ? messages.cancel(spokenName(name)) : messages.remove(spokenName(name))}
        onClick={() => (stoppable ? store.cancel(id) : store.remove(id))}
      >
        <CrossIcon />
      </button>
      {state === 'choosing' ? (
        <div className="su-choices">
          <button type="button" className="su-button" disabled={disabled} onClick={() => onReplace(id)}>
            {messages.chooseOther}
          </button>
          <button type="button" className="su-button" disabled={disabled} onClick={() => store.choose(id, 'send')}>
            {messages.chooseSend}
          </button>
        </div>
      ) : null}
      {item.canRetry ? (
        <div className="su-choices">
          <button type="button" className="su-button" disabled={disabled} onClick={() => store.retry(id)}>
            {messages.retry}
          </button>
        </div>
      ) : null}
      {state === 'blocked' && !appealing ? (
        <div className="su-choices">
          <button
            type="button"
            className="su-button"
            data-su-opener=""
            disabled={disabled}
            onClick={() => setAppealing(true)}
          >
            {messages.askPerson}
          </button>
        </div>
      ) : null}
      {state === 'blocked' && appealing ? (
        <AppealForm
          messages={messages}
          onBack={() => setAppealing(false)}
          onSend={(note) => {
            setAppealing(false);
            store.appeal(id, note);
          }}
        />
      ) : null}
    </li>
  );
});
