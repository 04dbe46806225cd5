import { useEffect, useState } from 'react';
import type { Picture } from './messages.js';

/** Addresses of the little pictures, by picture. The page's policy takes pictures from memory, not from `data:`. */
export function useThumbnails(pictures: readonly Picture[]): ReadonlyMap<string, string> {
  const [addresses, setAddresses] = useState<ReadonlyMap<string, string>>(new Map());
  useEffect(() => {
    const made = new Map<string, string>();
    for (const { id, thumbnail } of pictures) {
      if (thumbnail === null) continue;
      const bytes = Uint8Array.from(atob(thumbnail), (letter) => letter.charCodeAt(0));
      made.set(id, URL.createObjectURL(new Blob([bytes], { type: 'image/webp' })));
    }
    setAddresses(made);
    return () => {
      for (const address of made.values()) URL.revokeObjectURL(address);
    };
  }, [pictures]);
  return addresses;
}
