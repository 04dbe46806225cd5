'use client';

import { type Item, isPending, type SafeUploadStore, type Snapshot } from '@safeupload/sdk';
import { type ChangeEvent, type ReactNode, useCallback, useEffect, useId, useMemo, useRef, useState } from 'react';
import { Announcer } from './announcer.js';
import { PictureIcon } from './icons.js';
import { ItemRow } from './item-row.js';
import { englishMessages } from './messages/english.js';
import type { Messages } from './messages/messages.js';
import { spokenName } from './spoken-name.js';
import { useAnnouncer } from './use-announcer.js';
import { useIncoming } from './use-incoming.js';
import { useKeptFocus } from './use-kept-focus.js';
import { type UseSafeUploadOptions, useSafeUpload, useSnapshot } from './use-safe-upload.js';

/** How {@link SafeUpload} looks and what it tells. */
export interface SafeUploadViewProps {
  /** What the picker offers; default `image/*`. Whatever arrives is judged by its bytes, not by its name. */
  readonly accept?: string;
  /** Default true. Where false, a new picture takes the old one's place. */
  readonly multiple?: boolean;
  /** Most pictures; more are not added, and their names are said. */
  readonly max?: number;
  readonly disabled?: boolean;
  /** Replaces texts of {@link englishMessages}. */
  readonly messages?: Partial<Messages>;
  /** Replaces the line under the picker; null leaves it out, then say it elsewhere. */
  readonly notice?: ReactNode;
  /** Added to the root's own `su`. */
  readonly className?: string;
  /** Called after every change of the list. */
  readonly onChange?: (snapshot: Snapshot) => void;
  /** Called when the ids that a post may refer to have changed. */
  readonly onUploadsChange?: (uploadIds: readonly string[]) => void;
}

/** What {@link SafeUpload} needs: a store of the caller's (see `useSafeUpload`), or what makes one. */
export type SafeUploadProps = SafeUploadViewProps & ({ readonly store: SafeUploadStore } | UseSafeUploadOptions);

/**
 * The whole uploader: picker, drop, paste, rows, choices, announcements. Style it with `@safeupload/react/safe-upload.css`
 * and its `--su-*` variables. Inside a `<form>`, drops and pastes anywhere on the form are taken.
 */
export function SafeUpload(props: SafeUploadProps): ReactNode {
  return 'store' in props ? <SafeUploadOf {...props} /> : <OwnedSafeUpload {...props} />;
}

function OwnedSafeUpload(props: SafeUploadViewProps & UseSafeUploadOptions): ReactNode {
  return <SafeUploadOf {...props} store={useSafeUpload(props).store} />;
}

/** A view of its own for each store: what was said, typed or shown of one member's list does not stay under another's. */
function SafeUploadOf(props: SafeUploadViewProps & { readonly store: SafeUploadStore }): ReactNode {
  const { store } = props;
  const [kept, keep] = useState({ store, turn: 0 });
  const current = kept.store === store ? kept : { store, turn: kept.turn + 1 };
  if (current !== kept) keep(current);
  return <SafeUploadView key={current.turn} {...props} />;
}

/** True for a file that takes one of the `max` places. */
function takesPlace(item: Item): boolean {
  return isPending(item.state) || (item.state === 'done' && item.outcome !== 'refused');
}

function SafeUploadView(props: SafeUploadViewProps & { readonly store: SafeUploadStore }): ReactNode {
  const { store, accept = 'image/*', multiple = true, max, disabled = false } = props;
  const messages = useMemo(() => ({ ...englishMessages, ...props.messages }), [props.messages]);
  const snapshot = useSnapshot(store);
  const { items } = snapshot;
  const root = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const replacing = useRef<string | null>(null);
  const [left, setLeft] = useState<string | null>(null);
  const noticeId = useId();
  const announcer = useAnnouncer(store, messages);
  const focus = useKeptFocus(root);
  useReports(store, props);

  const add = (files: readonly File[], replaced: string | null = null) => {
    if (replaced !== null) store.remove(replaced);
    if (!multiple && files.length > 0) for (const item of store.getSnapshot().items) store.remove(item.id);
    const most = multiple ? max : 1;
    const places = most === undefined ? files.length : most - store.getSnapshot().items.filter(takesPlace).length;
    const fitting = files.slice(0, Math.max(0, places));
    const others = files.slice(fitting.length);
    store.add(fitting);
    const text =
      most === undefined || others.length === 0
        ? null
        : messages.tooMany(
            most,
            others.map(({ name }) => spokenName(name)),
          );
    setLeft(text);
    if (text !== null) announcer.say({ urgent: true, text });
  };

  const dragging = useIncoming(root, { disabled, onFiles: (files) => add(files), onComing: store.touch });

  const open = useCallback(
    (replaced: string | null) => {
      replacing.current = replaced;
      store.touch();
      input.current?.click();
    },
    [store],
  );

  const onPicked = ({ target }: ChangeEvent<HTMLInputElement>) => {
    const files = [...(target.files ?? [])];
    const replaced = replacing.current;
    replacing.current = null;
    // So that picking the same file again is a change again.
    target.value = '';
    if (files.length > 0) add(files, replaced);
  };

  const trigger = multiple
    ? items.length === 0
      ? messages.trigger
      : messages.triggerMore
    : items.length === 0
      ? messages.triggerOne
      : messages.triggerReplace;
  const { notice = messages.notice } = props;

  return (
    <div
      ref={root}
      className={props.className === undefined ? 'su' : `su ${props.className}`}
      data-dragging={dragging ? '' : undefined}
      data-disabled={disabled ? '' : undefined}
      data-empty={items.length === 0 ? '' : undefined}
      {...focus}
    >
      {items.length === 0 ? null : (
        <ul className="su-list" aria-label={messages.list}>
          {items.map((item) => (
            <ItemRow key={item.id} {...{ item, store, messages, disabled }} onReplace={open} />
          ))}
        </ul>
      )}
      <div className="su-drop">
        <input
          ref={input}
          type="file"
          hidden
          tabIndex={-1}
          accept={accept}
          multiple={multiple}
          disabled={disabled}
          aria-label={trigger}
          onChange={onPicked}
        />
        <button
          type="button"
          className="su-button su-trigger"
          data-su-trigger=""
          disabled={disabled}
          aria-describedby={notice === null ? undefined : noticeId}
          onClick={() => open(null)}
        >
          <PictureIcon />
          {trigger}
        </button>
        <span className="su-hint">{dragging ? messages.dropHere : messages.hint}</span>
      </div>
      {left === null ? null : <p className="su-left">{left}</p>}
      {notice === null ? null : (
        <p className="su-notice" id={noticeId}>
          {notice}
        </p>
      )}
      <Announcer lines={announcer.lines} />
    </div>
  );
}

/** Tells the host what changed: after it changed, and not when nothing did. */
function useReports(store: SafeUploadStore, props: SafeUploadViewProps): void {
  const latest = useRef(props);
  latest.current = props;
  useEffect(() => {
    let ids = store.getSnapshot().uploadIds.join();
    return store.subscribe(() => {
      const snapshot = store.getSnapshot();
      latest.current.onChange?.(snapshot);
      if (snapshot.uploadIds.join() === ids) return;
      ids = snapshot.uploadIds.join();
      latest.current.onUploadsChange?.(snapshot.uploadIds);
    });
  }, [store]);
}
