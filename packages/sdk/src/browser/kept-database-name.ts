/** Name of the IndexedDB database that holds what is kept of lists, and nothing else. */
export const keptDatabaseName = 'safeupload-list';
