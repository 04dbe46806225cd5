export { directoryBlobs } from './directory-blobs.js';
export { loadKeys, makeKeys, parseKeys } from './keys-file.js';
export { createMeasurer, type MeasurerOptions, type ProcessMeasurer } from './measurer.js';
export { type OpenDatabase, openDatabase } from './open-database.js';
