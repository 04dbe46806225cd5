'use client';

import type { SafeUploadStore } from '@safeupload/sdk';
import { type HTMLAttributes, type ReactElement, type ReactNode, useCallback, useMemo, useRef, useState } from 'react';
import type { Messages } from '../messages/messages.js';
import { spokenName } from '../spoken-name.js';
import { useSelected } from '../use-item.js';
import { useKeptFocus } from '../use-kept-focus.js';
import { useMessages } from '../use-messages.js';
import { type ListReports, useReports } from '../use-reports.js';
import { type PickOptions, useUploader } from '../use-uploader.js';
import { useValue, type ValueOptions } from '../use-value.js';
import { FormFields } from './form-fields.js';
import { definePart, type PartOptions } from './part.js';
import type { RootState } from './part-states.js';
import {
  CurrentContext,
  type FieldOptions,
  HelpContext,
  type Naming,
  type RootContext,
  RootProvider,
} from './root-context.js';

/** What {@link Root} takes besides the attributes of a `div`. */
export interface RootOptions extends PickOptions, ListReports, ValueOptions, FieldOptions {
  /** See `useSafeUpload`. */
  readonly store: SafeUploadStore;
  /** Replaces texts of `englishMessages`; catalogues of other languages fit. */
  readonly messages?: Partial<Messages> | undefined;
  /** Shown quietly under every picture that cannot be posted: see `HelpLinks` of `@safeupload/react/help`. */
  readonly help?: ReactNode;
  /** The store's own limit for a file as picked, in bytes, so that it can be said. */
  readonly mostBytes?: number | undefined;
  readonly children?: ReactNode;
}

/** Props of {@link Root}. */
export type RootProps = RootOptions &
  PartOptions<RootState> &
  Omit<HTMLAttributes<HTMLDivElement>, keyof RootOptions | 'className'>;

/** The uploader around its parts: takes drops and pastes, keeps the keyboard's place. */
export function Root(props: RootProps): ReactElement {
  const { store } = props;
  const [kept, keep] = useState({ store, turn: 0 });
  const current = kept.store === store ? kept : { store, turn: kept.turn + 1 };
  if (current !== kept) keep(current);
  // Anew for each store: what was said, typed or shown of one member's list does not stay under another's.
  return <RootOf key={current.turn} {...props} />;
}

function RootOf(props: RootProps): ReactElement {
  const {
    store,
    accept,
    multiple,
    max,
    disabled,
    dropOn,
    messages: words,
    help,
    name,
    required,
    children,
    mostBytes,
    ...others
  } = props;
  const { onChange, onUploadsChange, value: hostValue, defaultValue, onValueChange, ...rest } = others;
  const messages = useMessages(store, words);
  const say = useRef<RootContext['say']['current']>(null);
  const options = { accept, multiple, max, disabled, dropOn };
  const uploader = useUploader(store, options, (files, most) =>
    say.current?.({
      urgent: true,
      text: messages.tooMany(
        most,
        files.map(({ name }) => spokenName(name)),
      ),
    }),
  );
  const [ids, setIds] = useState<RootContext['ids']>({ label: undefined, description: undefined, notice: undefined });
  const { value, current } = useValue(store, { value: hostValue, defaultValue, onValueChange });
  const field = useMemo(() => ({ name, required }), [name, required]);
  const naming = useCallback((part: Naming, id: string) => {
    setIds((before) => ({ ...before, [part]: id }));
    return () => setIds((before) => ({ ...before, [part]: undefined }));
  }, []);
  useReports(store, { onChange, onUploadsChange });
  const context = useMemo(
    () => ({ uploader, value, field, messages, mostBytes, ids, name: naming, say }),
    [uploader, value, field, messages, mostBytes, ids, naming],
  );
  return (
    <RootProvider value={context}>
      <CurrentContext.Provider value={current}>
        <HelpContext.Provider value={help}>
          <RootElement {...rest} context={context} language={words}>
            {children}
            {name === undefined ? null : <FormFields name={name} />}
          </RootElement>
        </HelpContext.Provider>
      </CurrentContext.Provider>
    </RootProvider>
  );
}

interface RootElementProps extends HTMLAttributes<HTMLDivElement> {
  readonly context: RootContext;
  readonly language: Partial<Messages> | undefined;
}

const RootElement = definePart<Omit<RootElementProps, 'className'>, RootState>('Root', 'div', 'su', (props) => {
  const { context, language, ...given } = props;
  const { uploader, messages, ids } = context;
  const { store, root, dragging, disabled } = uploader;
  const empty = useSelected(store, ({ items }) => items.length === 0);
  const focus = useKeptFocus(root);
  const own = {
    ref: root,
    role: 'group',
    'aria-label': ids.label === undefined ? messages.label : undefined,
    'aria-labelledby': ids.label,
    // Only where a catalogue says so: the host's own words are in the page's language.
    lang: language?.language,
    dir: language?.direction,
    'data-su-root': '',
    ...focus,
  };
  return { state: { dragging, disabled, empty }, own, given };
});
