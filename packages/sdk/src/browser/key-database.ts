import { openDatabase, settled } from './indexed-database.js';
import { keyDatabaseName } from './key-database-name.js';

const storeName = 'keys';

/**
 * The record under this name if `parse` accepts it, else `fresh`, which is kept from then on: in one transaction, so that
 * two tabs that start together end up with one key.
 */
export async function readOrKeepRecord<T>(name: string, fresh: T, parse: (record: unknown) => T | null): Promise<T> {
  const database = await openDatabase(keyDatabaseName, [storeName]);
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
  const database = await openDatabase(keyDatabaseName, [storeName]);
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
