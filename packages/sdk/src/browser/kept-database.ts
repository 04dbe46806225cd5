import { openDatabase, settled } from './indexed-database.js';
import { keptDatabaseName } from './kept-database-name.js';

/** What a row says and its bytes lie apart, under one key, so that a word of alt text does not write a picture anew. */
const objectStores = ['rows', 'bytes'] as const;

/** The object stores of one transaction. */
export interface KeptStores {
  readonly rows: IDBObjectStore;
  readonly bytes: IDBObjectStore;
}

/** Does `work` in one transaction, and is done when that is written. Rejects where IndexedDB refuses, or is full. */
export async function withKept<T>(mode: IDBTransactionMode, work: (stores: KeptStores) => Promise<T>): Promise<T> {
  const database = await openDatabase(keptDatabaseName, objectStores);
  try {
    const transaction = database.transaction(objectStores, mode);
    const written = new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      // A full disk may show only here.
      transaction.onabort = () => reject(transaction.error ?? new Error('IndexedDB gave up.'));
    });
    written.catch(() => undefined);
    const made = await work({ rows: transaction.objectStore('rows'), bytes: transaction.objectStore('bytes') });
    await written;
    return made;
  } finally {
    database.close();
  }
}

/** Deletes both halves of these. */
export async function deleteKept({ rows, bytes }: KeptStores, keys: Iterable<IDBValidKey>): Promise<void> {
  for (const key of keys) {
    await settled(rows.delete(key));
    await settled(bytes.delete(key));
  }
}

/** Deletes the database. */
export async function deleteKeptDatabase(): Promise<void> {
  await settled(indexedDB.deleteDatabase(keptDatabaseName));
}
