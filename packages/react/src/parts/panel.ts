import type { ComponentType } from 'react';
import type { AppealFormProps } from '../appeal-form.js';
import type { PictureEditorProps } from '../editor/picture-editor.js';

/** What a row can open below itself: the note beside an appeal, or the picture to be cropped or covered. */
export type PanelKind = 'appeal' | 'edit';

/** A panel that is open: what draws it was loaded for it. */
export type Panel =
  | { readonly kind: 'appeal'; readonly Form: ComponentType<AppealFormProps> }
  | { readonly kind: 'edit'; readonly Form: ComponentType<PictureEditorProps> }
  | null;
