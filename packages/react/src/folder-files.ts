/** How deep folders are followed: deeper ones are an accident or made to keep the page busy. */
const deepest = 8;

/** Most files taken from one drop of folders: the whole of a phone's camera folder is an accident too. */
const mostFiles = 1_000;

/**
 * The files of a drop, folders flattened in the order of their names, at most 1,000 files from at most eight levels. What
 * cannot be read is left out. Names of hidden files (`.DS_Store`) are left out as well: nobody picks them.
 */
export async function filesOfEntries(entries: readonly (FileSystemEntry | null)[]): Promise<File[]> {
  const files: File[] = [];

  async function take(entry: FileSystemEntry | null, depth: number): Promise<void> {
    if (entry === null || files.length >= mostFiles || entry.name.startsWith('.')) return;
    if (isFile(entry)) {
      const file = await new Promise<File | null>((resolve) => entry.file(resolve, () => resolve(null)));
      if (file !== null) files.push(file);
    } else if (isFolder(entry) && depth < deepest) {
      for (const child of await childrenOf(entry)) await take(child, depth + 1);
    }
  }

  for (const entry of entries) await take(entry, 0);
  return files;
}

/** All entries of a folder: a reader gives at most 100 at a time, and none when it has given all. */
async function childrenOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const children: FileSystemEntry[] = [];
  while (children.length < mostFiles) {
    const more = await new Promise<FileSystemEntry[]>((resolve) => reader.readEntries(resolve, () => resolve([])));
    if (more.length === 0) break;
    children.push(...more);
  }
  return children.sort((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }));
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}
