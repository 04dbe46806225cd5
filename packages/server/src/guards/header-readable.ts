import { type Header, type Limits, readHeader } from '@safeupload/sdk/core';
import { type Refused, refusalOfError } from '../refused.js';

/** Format and limits from the bytes themselves, before anything is decoded or allocated. */
export function headerReadable(bytes: Uint8Array, limits: Limits): Header | Refused {
  try {
    return readHeader(bytes, limits);
  } catch (error) {
    const refused = refusalOfError(error);
    if (refused === null) throw error;
    return refused;
  }
}
