'use client';

import type { Item, UploadValue } from '@safeupload/sdk';
import { createContext, type ReactNode, type RefObject, useContext, useEffect } from 'react';
import type { Announcement } from '../announcements.js';
import type { Messages } from '../messages/messages.js';
import { useSelected } from '../use-item.js';
import type { Uploader } from '../use-uploader.js';
import type { Value } from '../use-value.js';
import type { Panel, PanelKind } from './panel.js';
import type { RootState } from './part-states.js';

/** Parts that name or describe others. */
export type Naming = 'label' | 'description' | 'notice';

/** What all parts of one uploader share. */
export interface RootContext {
  readonly uploader: Uploader;
  readonly value: Value;
  /** What the root was given for the form around it. */
  readonly field: FieldOptions;
  readonly messages: Messages;
  /** See `RootOptions`. */
  readonly mostBytes: number | undefined;
  /** Ids of the parts that are there. */
  readonly ids: Readonly<Record<Naming, string | undefined>>;
  /** To be called in an effect: says that a part is there, under which id; gives what takes it back. */
  readonly name: (naming: Naming, id: string) => () => void;
  /** Speaks a sentence that is not about a change of the list; set by the announcer. */
  readonly say: RefObject<((announcement: Announcement) => void) | null>;
}

/** The uploader as a field of the form around it. */
export interface FieldOptions {
  /** Sends the upload ids with the form under this name, and the alt texts, in the same order, under `${name}Alt`. */
  readonly name?: string | undefined;
  /** The form cannot be sent without a picture. */
  readonly required?: boolean | undefined;
}

const context = createContext<RootContext | null>(null);

/** What is shown under pictures that cannot be posted. By itself: hosts make it anew with every render, and only those rows need it. */
export const HelpContext = createContext<ReactNode>(null);

/** The uploads that the post may refer to. By itself: it changes with every upload, and only the form's fields need it. */
export const CurrentContext = createContext<readonly UploadValue[]>([]);

/** Gives the parts below what they share. */
export const RootProvider = context.Provider;

/** What the parts share. Throws outside of `SafeUpload.Root`: the part has nothing to show there. */
export function useRoot(): RootContext {
  const root = useContext(context);
  if (root === null) throw new Error('Expected SafeUpload.Root around every part, got a part without one.');
  return root;
}

/** The {@link RootState}, re-rendering when it changes. */
export function useRootState(): RootState {
  const { store, dragging, disabled } = useRoot().uploader;
  return { dragging, disabled, empty: useSelected(store, ({ items }) => items.length === 0) };
}

/** Tells the root that this part is there. Gives the part's id: the caller's, else the one made for it. */
export function useNaming(naming: Naming, given: string | undefined, made: string): string {
  const { name } = useRoot();
  const id = given ?? made;
  useEffect(() => name(naming, id), [name, naming, id]);
  return id;
}

/** What all parts of one row share. */
export interface RowContext {
  readonly item: Item;
  /** Id of the element with the file's name. */
  readonly nameId: string;
  /** What the row shows below itself. */
  readonly panel: Panel;
  readonly setPanel: (panel: Panel) => void;
  /** Loads a panel and shows it. */
  readonly open: (kind: PanelKind) => void;
}

const rowContext = createContext<RowContext | null>(null);

/** Gives the parts of a row what they share. */
export const RowProvider = rowContext.Provider;

/** What the parts of a row share. Throws outside of `SafeUpload.Item`. */
export function useRow(): RowContext {
  const row = useContext(rowContext);
  if (row === null) throw new Error('Expected SafeUpload.Item around this part, got a part without one.');
  return row;
}
