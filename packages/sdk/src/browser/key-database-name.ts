/** Name of the IndexedDB database that holds device keys, and nothing else. */
export const keyDatabaseName = 'safeupload-keys';
