/** Longest wait for IndexedDB, in ms: some browsers leave `open` pending for ever after a crash of their storage process. */
const longestWaitMs = 2_000;

/** The request's own result; rejects with its error, when it is blocked by another tab, or after 2 s. */
export function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('IndexedDB did not answer.')), longestWaitMs);
    const settle = (how: () => void) => {
      clearTimeout(timer);
      how();
    };
    request.onsuccess = () => settle(() => resolve(request.result));
    request.onerror = () => settle(() => reject(request.error));
    if ('onblocked' in request) request.onblocked = () => settle(() => reject(new Error('IndexedDB is blocked.')));
  });
}

/** The database of this name with these object stores, made where there is none. Rejects where the browser refuses. */
export async function openDatabase(name: string, objectStores: readonly string[]): Promise<IDBDatabase> {
  const request = indexedDB.open(name, 1);
  request.onupgradeneeded = () => {
    for (const objectStore of objectStores) request.result.createObjectStore(objectStore);
  };
  try {
    return await settled(request);
  } catch (error) {
    // An open that comes too late must not stay behind: it would block the erasing of the database.
    request.onsuccess = () => request.result.close();
    throw error;
  }
}
