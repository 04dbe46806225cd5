'use client';

import { useEffect, useState } from 'react';

/** Something that holds what garbage collection does not free. */
export interface Disposable {
  dispose(): void;
}

/**
 * A value made once for these dependencies, disposed after the component is gone or they change. `make` must do nothing
 * that has to be undone: React's StrictMode calls it twice and throws one value away. Disposal waits for one task,
 * because StrictMode and Fast Refresh take effects down only to put them up again.
 */
export function useDisposable<T extends Disposable>(make: () => T, dependencies: readonly unknown[]): T {
  const [kept, keep] = useState(() => ({ value: make(), dependencies, timer: 0 }));
  const same =
    kept.dependencies.length === dependencies.length &&
    kept.dependencies.every((dependency, index) => Object.is(dependency, dependencies[index]));
  const current = same ? kept : { value: make(), dependencies, timer: 0 };
  if (!same) keep(current);
  useEffect(() => {
    window.clearTimeout(current.timer);
    return () => {
      current.timer = window.setTimeout(() => current.value.dispose(), 0);
    };
  }, [current]);
  return current.value;
}
