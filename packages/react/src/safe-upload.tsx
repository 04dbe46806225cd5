// Without 'use client' on purpose: a server component cannot read `SafeUpload.Root` off a client component, but it can
// read it off this function, and each part is a client component of its own.
import { forwardRef } from 'react';
import { DropIn, type SafeUploadProps } from './drop-in.js';
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
import { Label } from './parts/label.js';
import { LeftOut } from './parts/left-out.js';
import { List } from './parts/list.js';
import { Notice } from './parts/notice.js';
import { Pause } from './parts/pause.js';
import { Root } from './parts/root.js';
import { Trigger } from './parts/trigger.js';

/**
 * The whole uploader: picker, drop, paste, rows, choices, announcements. Style it with `@safeupload/react/safe-upload.css`
 * and its `--su-*` variables. Inside a `<form>`, drops and pastes anywhere on the form are taken. Its ref is the button that
 * opens the picker, for whoever moves the focus to the field. It is made of the parts below, which other compositions may
 * use as well: docs/parts.md.
 */
export const SafeUpload = Object.assign(
  forwardRef<HTMLButtonElement, SafeUploadProps>((props, ref) => <DropIn {...props} triggerRef={ref} />),
  {
    Root,
    Label,
    Description,
    Notice,
    Dropzone,
    Trigger,
    CameraTrigger,
    Input,
    LeftOut,
    List,
    Item,
    ItemPreview,
    ItemName,
    ItemStatus,
    ItemProgress,
    ItemReason,
    ItemChoice,
    ItemAction,
    ItemAlt,
    ItemHelp,
    Pause,
    Clear,
    Announcer,
  },
);
