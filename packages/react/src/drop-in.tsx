'use client';

import type { SafeUploadStore } from '@safeupload/sdk';
import { memo, type ReactNode } from 'react';
import { Announcer } from './parts/announcer.js';
import { Description } from './parts/description.js';
import { Dropzone } from './parts/dropzone.js';
import { Input } from './parts/input.js';
import { Item } from './parts/item.js';
import { ItemAction } from './parts/item-action.js';
import { ItemChoice } from './parts/item-choice.js';
import { ItemName } from './parts/item-name.js';
import { ItemPreview } from './parts/item-preview.js';
import { ItemProgress } from './parts/item-progress.js';
import { ItemReason } from './parts/item-reason.js';
import { ItemStatus } from './parts/item-status.js';
import { LeftOut } from './parts/left-out.js';
import { List } from './parts/list.js';
import { Notice } from './parts/notice.js';
import { Root, type RootOptions } from './parts/root.js';
import { Trigger } from './parts/trigger.js';
import { type StoreOptions, useStore } from './use-store.js';

/** How the drop-in looks and what it tells. */
export interface SafeUploadViewProps extends Omit<RootOptions, 'store' | 'children'> {
  /** Replaces the line under the picker; null leaves it out, then say it elsewhere. */
  readonly notice?: ReactNode;
  /** Added to the root's own `su`. */
  readonly className?: string | undefined;
}

/** What the drop-in needs: a store of the caller's (see `useSafeUpload`), or what makes one. */
export type SafeUploadProps = SafeUploadViewProps & ({ readonly store: SafeUploadStore } | StoreOptions);

/** The drop-in, see `SafeUpload`. */
export function DropIn(props: SafeUploadProps): ReactNode {
  return 'store' in props ? <DropInOf {...props} /> : <OwnedDropIn {...props} />;
}

function OwnedDropIn(props: SafeUploadViewProps & StoreOptions): ReactNode {
  return <DropInOf {...props} store={useStore(props)} />;
}

function DropInOf(props: SafeUploadViewProps & { readonly store: SafeUploadStore }): ReactNode {
  const { store, accept, multiple, max, disabled, dropOn, messages, className, notice, onChange, onUploadsChange } =
    props;
  const options = { store, accept, multiple, max, disabled, dropOn, messages, className, onChange, onUploadsChange };
  return (
    <Root {...options}>
      <List>{rowOf}</List>
      <Dropzone>
        <Input />
        <Trigger />
        <Description />
      </Dropzone>
      <LeftOut />
      {notice === null ? null : <Notice>{notice}</Notice>}
      <Announcer />
    </Root>
  );
}

const rowOf = (id: string) => <Row key={id} id={id} />;

const Row = memo(function Row({ id }: { readonly id: string }): ReactNode {
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
      <ItemChoice />
    </Item>
  );
});
