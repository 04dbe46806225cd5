/** The forum's mark: a table with a lamp above it. */
export function Mark() {
  return (
    <svg class="mark" viewBox="0 0 32 32" width="32" height="32" aria-hidden="true" focusable="false">
      <path d="M16 3v5" />
      <path class="lamp" d="M9 13a7 7 0 0 1 14 0z" />
      <path d="M4 19h24" />
      <path d="M8 19v9M24 19v9" />
    </svg>
  );
}

/** A person at the desk, shown in place of a picture that waits. */
export function WaitingIcon() {
  return (
    <svg class="icon" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" focusable="false">
      <path d="M2 12s4-6.5 10-6.5S22 12 22 12s-4 6.5-10 6.5S2 12 2 12z" />
      <circle cx="12" cy="12" r="2.6" />
    </svg>
  );
}

/** A picture that is no longer shown. */
export function GoneIcon() {
  return (
    <svg class="icon" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" focusable="false">
      <rect x="3" y="4.5" width="18" height="15" rx="2" />
      <path d="M4 20 20 4" />
    </svg>
  );
}

/** A curtain, half drawn. */
export function CurtainIcon() {
  return (
    <svg class="icon" viewBox="0 0 24 24" width="20" height="20" aria-hidden="true" focusable="false">
      <path d="M3 4h18" />
      <path d="M5 4v16c3-1 5-4 5-8V4" />
      <path d="M19 4v16c-3-1-5-4-5-8V4" />
    </svg>
  );
}

/** A flag, beside “Report”. */
export function ReportIcon() {
  return (
    <svg class="icon" viewBox="0 0 24 24" width="18" height="18" aria-hidden="true" focusable="false">
      <path d="M6 21V4" />
      <path d="M6 5h11l-2.5 4L17 13H6" />
    </svg>
  );
}
