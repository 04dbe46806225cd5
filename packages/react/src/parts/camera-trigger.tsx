'use client';

import { CameraIcon } from '../icons.js';
import { definePart, type PlainProps } from './part.js';
import type { RootState } from './part-states.js';
import { useRoot, useRootState } from './root-context.js';

/** Opens the camera of a phone; where there is none, the picker. The stylesheet shows it on touch screens only. A `button`. */
export const CameraTrigger = definePart<PlainProps, RootState>(
  'CameraTrigger',
  'button',
  'su-button su-camera',
  (given) => {
    const { uploader, messages } = useRoot();
    const own = {
      type: 'button',
      disabled: uploader.disabled,
      onClick: () => uploader.open(true),
      children: (
        <>
          <CameraIcon />
          {messages.takePhoto}
        </>
      ),
    };
    return { state: useRootState(), own, given };
  },
);
