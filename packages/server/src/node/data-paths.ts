import { join, resolve } from 'node:path';

/** Where a server keeps what, under its data directory. */
export interface DataPaths {
  /** PGlite's own directory; its lock lies beside it. */
  readonly database: string;
  readonly blobs: string;
  readonly keys: string;
  /** The control socket of the running server. */
  readonly control: string;
}

/** The paths under a data directory, `.data` by custom: every part of SafeUpload and its commands agree on these. */
export function dataPaths(directory: string): DataPaths {
  const root = resolve(directory);
  return {
    database: join(root, 'database'),
    blobs: join(root, 'blobs'),
    keys: join(root, 'keys.json'),
    control: join(root, 'control.sock'),
  };
}
