'use client';

import type { SafeUploadStore, UploadValue } from '@safeupload/sdk';
import { useEffect, useMemo, useRef } from 'react';
import { itemIn, useSelected } from './use-item.js';

/** Why the value changed. `uploaded` and `other` are the store's doing, the rest the member's. */
export type ValueReason = 'uploaded' | 'removed' | 'cleared' | 'moved' | 'described' | 'other';

/** What comes with a change of the value. */
export interface ValueDetails {
  readonly reason: ValueReason;
  /** What the member did; undefined where nobody did anything. */
  readonly event: Event | undefined;
  /** The change does not happen; of `uploaded`: the picture is taken off the list again. Only while the callback runs. */
  readonly cancel: () => void;
}

/** The uploads that a post may refer to, in the manner of a form field. */
export interface ValueOptions {
  /**
   * The uploads, where the host keeps them. What it takes out leaves the list; an empty value clears the list, as after the
   * post is sent. What it names that was not uploaded here (an earlier post, edited) is kept in front. Order and alt texts
   * are the member's: the list does not follow the host in them.
   */
  readonly value?: readonly UploadValue[] | undefined;
  /** Uploads from before, where the host does not keep the value. Read once. */
  readonly defaultValue?: readonly UploadValue[] | undefined;
  readonly onValueChange?: ((value: readonly UploadValue[], details: ValueDetails) => void) | undefined;
}

/** What a member does that changes the value. Each is asked of the host first; false where it said no. */
export interface ValueActions {
  readonly remove: (id: string, event: Event) => boolean;
  readonly clear: (event: Event) => boolean;
  readonly move: (id: string, to: number, event: Event) => boolean;
  readonly describe: (id: string, alt: string, event: Event) => boolean;
}

/** What changes the value of a list. The same object while pictures are uploaded: rows are not drawn anew with each. */
export interface Value extends ValueActions {
  /** Those uploads of the value that were not uploaded here. */
  readonly kept: readonly UploadValue[];
}

const none: readonly UploadValue[] = [];
const keyOf = (value: readonly UploadValue[]) => JSON.stringify(value);
const without = (value: readonly UploadValue[], uploadId: string | undefined) =>
  value.filter((upload) => upload.uploadId !== uploadId);

/** Ties the list to the host's value. `current` is the same object until something in it changes. */
export function useValue(
  store: SafeUploadStore,
  options: ValueOptions,
): { readonly value: Value; readonly current: readonly UploadValue[] } {
  const latest = useRef(options);
  latest.current = options;
  const key = useSelected(store, (snapshot) => keyOf(snapshot.value));

  const tie = useMemo(() => {
    /** Every upload that was ever in the list: one that left it does not come back as somebody else's. */
    const own = new Set<string>();
    let before = latest.current.value ?? latest.current.defaultValue ?? none;
    let dropped: readonly string[] = [];
    let reported = '';
    let quiet = false;

    /** What happens one row after the other is told as one change. */
    function quietly(act: () => void): void {
      quiet = true;
      try {
        act();
      } finally {
        quiet = false;
      }
    }

    const ofStore = () => {
      const { value } = store.getSnapshot();
      for (const { uploadId } of value) own.add(uploadId);
      return value;
    };
    const kept = () => {
      ofStore();
      return (latest.current.value ?? before).filter(
        ({ uploadId }) => !own.has(uploadId) && !dropped.includes(uploadId),
      );
    };
    const all = () => [...kept(), ...ofStore()];
    const uploadOf = (id: string) => itemIn(store.getSnapshot(), id)?.uploadId;

    function tell(value: readonly UploadValue[], reason: ValueReason, event: Event | undefined, undo: () => void) {
      reported = keyOf(value);
      latest.current.onValueChange?.(value, { reason, event, cancel: undo });
    }

    function change(next: readonly UploadValue[], reason: ValueReason, event: Event, act: () => void): boolean {
      const was = reported;
      let canceled = false;
      const cancel = () => {
        canceled = true;
      };
      if (keyOf(next) !== keyOf(all())) tell(next, reason, event, cancel);
      if (canceled) reported = was;
      else quietly(act);
      return !canceled;
    }

    return {
      kept,
      all,
      follow() {
        reported = keyOf(all());
        return store.subscribe(() => {
          const old = reported;
          const now = all();
          if (quiet || keyOf(now) === old) return;
          const fresh = store.getSnapshot().items.filter(({ uploadId }) => {
            return (
              uploadId !== undefined && now.some((upload) => upload.uploadId === uploadId) && !old.includes(uploadId)
            );
          });
          tell(now, fresh.length > 0 ? 'uploaded' : 'other', undefined, () => {
            quietly(() => {
              for (const { id } of fresh) store.remove(id);
            });
            reported = old;
          });
        });
      },
      /** After a render with another value. */
      accept(value: readonly UploadValue[]) {
        const gone = before.filter(({ uploadId }) => !value.some((upload) => upload.uploadId === uploadId));
        before = value;
        quietly(() => {
          if (value.length === 0 && gone.length > 0) store.clear();
          for (const { id, uploadId } of store.getSnapshot().items) {
            if (gone.some((upload) => upload.uploadId === uploadId)) store.remove(id);
          }
        });
        reported = keyOf(all());
      },
      remove(id: string, event: Event) {
        const uploadId = uploadOf(id) ?? id;
        return change(without(all(), uploadId), 'removed', event, () => {
          dropped = [...dropped, uploadId];
          store.remove(id);
        });
      },
      clear(event: Event) {
        return change(none, 'cleared', event, () => {
          dropped = all().map(({ uploadId }) => uploadId);
          for (const { id } of store.getSnapshot().items) store.remove(id);
        });
      },
      move(id: string, to: number, event: Event) {
        const items = [...store.getSnapshot().items];
        items.splice(
          to,
          0,
          ...items.splice(
            items.findIndex((item) => item.id === id),
            1,
          ),
        );
        const next = items.flatMap(({ uploadId }) => ofStore().filter((upload) => upload.uploadId === uploadId));
        return change([...kept(), ...next], 'moved', event, () => store.move(id, to));
      },
      describe(id: string, alt: string, event: Event) {
        const uploadId = uploadOf(id);
        const next = all().map((upload) => (upload.uploadId === uploadId ? { ...upload, alt } : upload));
        return change(next, 'described', event, () => store.describe(id, alt));
      },
    };
  }, [store]);

  const { value } = options;
  useEffect(() => tie.follow(), [tie]);
  useEffect(() => {
    if (value !== undefined) tie.accept(value);
  }, [tie, value]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: both say that what `tie` reads has changed
  const current = useMemo(tie.all, [tie, key, value]);
  const keptKey = keyOf(tie.kept());
  // biome-ignore lint/correctness/useExhaustiveDependencies: as above
  const kept = useMemo(tie.kept, [tie, keptKey]);
  return { value: useMemo(() => ({ ...tie, kept }), [tie, kept]), current };
}
