/** Names of the locks by which stores that live are known. */
const prefix = 'safeupload-list:';

/**
 * Says that the store of this name lives, until the function that comes back is called or the page is gone. Two tabs with
 * one composer each have two lists: a row that is in one of them does not come back in the other (Web Locks, W3C).
 */
export function live(owner: string): () => void {
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  // Missing in Safari before 15.4: two tabs may then show the same rows after a reload.
  navigator.locks?.request(prefix + owner, () => ended).catch(() => undefined);
  return end;
}

/** Names of the stores that live, in all tabs. */
export async function livingOwners(): Promise<ReadonlySet<string>> {
  const { held = [] } = (await navigator.locks?.query().catch(() => undefined)) ?? {};
  return new Set(held.flatMap(({ name = '' }) => (name.startsWith(prefix) ? [name.slice(prefix.length)] : [])));
}
