import { keyDatabaseName } from './key-database-name.js';

const storeName = 'keys';

/** Longest wait for IndexedDB, in ms: some browsers leave `open` pending for ever after a crash of their storage process. */
const longestWaitMs = 2_000;

/** The request's own result; rejects with its error, when it is blocked by another tab, or after {@link longestWaitMs}. */
function settled<T>(request: IDBRequest<T>): Promise<T> {
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

async function openDatabase(): Promise<IDBDatabase> {
  const request = indexedDB.open(keyDatabaseName, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(storeName);
  try {
    return await settled(request);
  } catch (error) {
    // An open that comes too late must not stay behind: it would block the erasing of the database.
    request.onsuccess = () => request.result.close();
    throw error;
  }
}

/**
 * The record under this name if `parse` accepts it, else `fresh`, which is kept from then on: in one transaction, so that
 * two tabs that start together end up with one key.
 */
export async function readOrKeepRecord<T>(name: string, fresh: T, parse: (record: unknown) => T | null): Promise<T> {
  const database = await openDatabase();
  try {
    const store = database.transaction(storeName, 'readwrite').objectStore(storeName);
    const kept = parse(await settled(store.get(name)));
    if (kept !== null) return kept;
    await settled(store.put(fresh, name));
    return fresh;
  } finally {
    database.close();
  }
}

/** Deletes the record, and the whole database when it was the last. */
export async function eraseRecord(name: string): Promise<void> {
  const database = await openDatabase();
  let left: number;
  try {
    const store = database.transaction(storeName, 'readwrite').objectStore(storeName);
    await settled(store.delete(name));
    left = await settled(store.count());
  } finally {
    database.close();
  }
  if (left === 0) await settled(indexedDB.deleteDatabase(keyDatabaseName));
}
