import type { ReactNode } from 'react';

function Icon({ children }: { readonly children: ReactNode }): ReactNode {
  return (
    <svg className="su-icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
      {children}
    </svg>
  );
}

/** A picture with a hill and a sun. */
export function PictureIcon(): ReactNode {
  return (
    <Icon>
      <rect x="2.75" y="3.75" width="14.5" height="12.5" rx="2.5" />
      <circle cx="7" cy="8" r="1.5" />
      <path d="m3.5 14.5 3.8-3.4a1 1 0 0 1 1.3 0l2 1.7 2.6-2.5a1 1 0 0 1 1.4 0l2.2 2.2" />
    </Icon>
  );
}

/** A camera. */
export function CameraIcon(): ReactNode {
  return (
    <Icon>
      <path d="M4.5 6h2l1.2-1.8h4.6L13.5 6h2a2 2 0 0 1 2 2v6a2 2 0 0 1-2 2h-11a2 2 0 0 1-2-2V8a2 2 0 0 1 2-2Z" />
      <circle cx="10" cy="10.8" r="2.8" />
    </Icon>
  );
}

/** An arrow up. */
export function UpIcon(): ReactNode {
  return (
    <Icon>
      <path d="M10 15.5v-11m-4.5 4.5 4.5-4.5 4.5 4.5" />
    </Icon>
  );
}

/** An arrow down. */
export function DownIcon(): ReactNode {
  return (
    <Icon>
      <path d="M10 4.5v11m-4.5-4.5 4.5 4.5 4.5-4.5" />
    </Icon>
  );
}

/** A cross. */
export function CrossIcon(): ReactNode {
  return (
    <Icon>
      <path d="m5.5 5.5 9 9m0-9-9 9" />
    </Icon>
  );
}

/** A tick. */
export function TickIcon(): ReactNode {
  return (
    <Icon>
      <path d="m4.5 10.5 3.5 3.5 7.5-8" />
    </Icon>
  );
}

/** A clock. */
export function ClockIcon(): ReactNode {
  return (
    <Icon>
      <circle cx="10" cy="10" r="7" />
      <path d="M10 6v4.2l2.8 1.8" />
    </Icon>
  );
}

/** A circle with an exclamation mark. */
export function NoteIcon(): ReactNode {
  return (
    <Icon>
      <circle cx="10" cy="10" r="7" />
      <path d="M10 6.2v4.6m0 2.6v.2" />
    </Icon>
  );
}
