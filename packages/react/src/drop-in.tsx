'use client';

import type { SafeUploadStore } from '@safeupload/sdk';
import { type FocusEventHandler, memo, type ReactNode, type Ref } from 'react';
import { Announcer } from './parts/announcer.js';
import { CameraTrigger } from './parts/camera-trigger.js';
import { Clear } from './parts/clear.js';
import { Description } from './parts/description.js';
import { Dropzone } from './parts/dropzone.js';
import { Input } from './parts/input.js';
import { Item } from './parts/item.js';
import { ItemAction } from './parts/item-action.js';
import { ItemAlt } from './parts/item-alt.js';
import { ItemChoice } from './parts/item-choice.js';
import { ItemHelp } from './parts/item-help.js';
import { ItemName } from './parts/item-name.js';
import { ItemPreview } from './parts/item-preview.js';
import { ItemProgress } from './parts/item-progress.js';
import { ItemReason } from './parts/item-reason.js';
import { ItemStatus } from './parts/item-status.js';
import { LeftOut } from './parts/left-out.js';
import { List } from './parts/list.js';
import { Notice } from './parts/notice.js';
import { Pause } from './parts/pause.js';
import { Root, type RootOptions } from './parts/root.js';
import { useRoot } from './parts/root-context.js';
import { Trigger } from './parts/trigger.js';
import { useSelected } from './use-item.js';
import { type StoreOptions, useStore } from './use-store.js';

/** How the drop-in looks and what it tells. */
export interface SafeUploadViewProps extends Omit<RootOptions, 'store' | 'children'> {
  /** Replaces the line under the picker; null leaves it out, then say it elsewhere. */
  readonly notice?: ReactNode;
  /** Added to the root's own `su`. */
  readonly className?: string | undefined;
  /** Whether pictures can be described, for people who cannot see them; default true, false where `multiple` is. */
  readonly alt?: boolean | undefined;
  /** Called when the focus leaves one of its elements, e.g. for a form library. */
  readonly onBlur?: FocusEventHandler<HTMLDivElement> | undefined;
}

/** What the drop-in needs: a store of the caller's (see `useSafeUpload`), or what makes one. */
export type SafeUploadProps = SafeUploadViewProps & ({ readonly store: SafeUploadStore } | StoreOptions);

interface FocusTarget {
  readonly triggerRef?: Ref<HTMLButtonElement> | undefined;
}

/** The drop-in, see `SafeUpload`. */
export function DropIn(props: SafeUploadProps & FocusTarget): ReactNode {
  return 'store' in props ? <DropInOf {...props} /> : <OwnedDropIn {...props} />;
}

function OwnedDropIn(props: SafeUploadViewProps & FocusTarget & StoreOptions): ReactNode {
  return <DropInOf {...props} store={useStore(props)} />;
}

function DropInOf(props: SafeUploadViewProps & FocusTarget & { readonly store: SafeUploadStore }): ReactNode {
  const { store, accept, multiple = true, max, disabled, dropOn, messages, className, notice, alt = multiple } = props;
  const { onChange, onUploadsChange, value, defaultValue, onValueChange, name, required, onBlur, mostBytes, help } =
    props;
  const picking = { store, accept, multiple, max, disabled, dropOn, messages, className, onBlur, mostBytes, help };
  const field = { onChange, onUploadsChange, value, defaultValue, onValueChange, name, required };
  return (
    <Root {...picking} {...field}>
      <List>{alt ? describedRowOf : rowOf}</List>
      <Dropzone>
        <Input />
        <Trigger ref={props.triggerRef} />
        <CameraTrigger />
        <Description />
        {multiple ? <Several /> : null}
      </Dropzone>
      <LeftOut />
      {notice === null ? null : <Notice>{notice}</Notice>}
      <Announcer />
    </Root>
  );
}

/** What is worth its place only beside more than one picture. */
function Several(): ReactNode {
  const { uploader, value } = useRoot();
  const several = useSelected(uploader.store, ({ items }) => items.length > 1);
  return several || value.kept.length > 1 ? (
    <div className="su-tools">
      <Pause />
      <Clear />
    </div>
  ) : null;
}

const rowOf = (id: string) => <Row key={id} id={id} />;
const describedRowOf = (id: string) => <Row key={id} id={id} alt />;

const Row = memo(function Row({ id, alt = false }: { readonly id: string; readonly alt?: boolean }): ReactNode {
  return (
    <Item id={id}>
      <ItemPreview />
      <div className="su-words">
        <ItemName />
        <ItemStatus />
        <ItemReason />
        <ItemProgress />
      </div>
      <ItemAction />
      <div className="su-row">
        {alt ? <ItemAlt /> : null}
        <ItemAction action="up" />
        <ItemAction action="down" />
      </div>
      <ItemChoice />
      <ItemHelp />
    </Item>
  );
});
