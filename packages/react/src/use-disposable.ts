'use client';

import { useEffect, useState } from 'react';

/** Something that holds what garbage collection does not free. */
export interface Disposable {
  dispose(): void;
}

/**
 * A value made once for these dependencies, disposed after the component is gone or they change. `make` must do nothing
 * that has to be undone: React's StrictMode calls it twice and throws one value away. Disposal waits for one task,
 * because StrictMode and Fast Refresh take effects down only to put them up again. A tree that `<Activity>` hid for longer
 * gets a new value when it is shown.
 */
export function useDisposable<T extends Disposable>(make: () => T, dependencies: readonly unknown[]): T {
  const [kept, keep] = useState(() => ({ value: make(), dependencies, timer: 0, ended: false }));
  const same =
    kept.dependencies.length === dependencies.length &&
    kept.dependencies.every((dependency, index) => Object.is(dependency, dependencies[index]));
  const current = same ? kept : { value: make(), dependencies, timer: 0, ended: false };
  if (!same) keep(current);
  useEffect(() => {
    window.clearTimeout(current.timer);
    // Equal to no dependencies: the next render makes another.
    if (current.ended) keep({ ...current, dependencies: [current] });
    return () => {
      current.timer = window.setTimeout(() => {
        current.ended = true;
        current.value.dispose();
      }, 0);
    };
  }, [current]);
  return current.value;
}
