import { bitsSet, wordsOf, wordsOfHash } from './hash-words.js';

/** One fingerprint, as the store keeps it. */
export interface StoredHash {
  /** Its number in the table, which only grows. */
  readonly id: number;
  /** What it is of: an upload's id, or a bank's name. */
  readonly owner: string;
  /** 64 lower-case hexadecimal digits. */
  readonly hash: string;
  /** ms since the epoch. */
  readonly at: number;
  /** Whether it is the first picture of its group, or an exact copy of that. */
  readonly isFirst: boolean;
}

/** What is near the hash asked about. */
export interface NearHash {
  /** An upload's id, or a bank's name. */
  readonly owner: string;
  /** Bits apart, 0–256. */
  readonly distance: number;
  /** Whether it is the first picture of its group, or an exact copy of that. */
  readonly isFirst: boolean;
}

/** Hashes in memory, found by likeness. */
export interface HashStore {
  /** The number of the newest hash it was ever given, 0 before the first. */
  newestId(): number;
  /** Hashes it holds. */
  size(): number;
  /** Takes one in. Those it had already, by number, are left out: two readers may bring the same. */
  add(hash: StoredHash): void;
  /** Lets go those before this time, ms since the epoch, and the oldest beyond `most`. */
  forget(before: number, most: number): void;
  /** Tells every hash within `distance` bits that is newer than the number `after`, each once. */
  near(words: Uint32Array, distance: number, after: number, tell: (near: NearHash) => void): void;
}

/** Parts of 16 bits into which a hash is cut. */
const parts = 16;
const values = 1 << 16;
/**
 * Two hashes that differ in at most this many bits have a part in which they differ in at most one: 16 parts with two
 * each would make 32. So the 17 values next to each part of a hash lead to everything within.
 */
const mostIndexed = 2 * parts - 1;
const firstCapacity = 1024;

/**
 * An exact store: multi-index hashing (Norouzi, Punjani, Fleet 2012) up to 31 bits, one by one beyond. Nothing within the
 * distance is ever missed; approximate indexes lose matches. 109 bytes a hash and a reference to its owner.
 */
export function createHashStore(): HashStore {
  let capacity = firstCapacity;
  /** Entries are kept at [start, end), oldest first; the numbers in `ids` grow with them. */
  let start = 0;
  let end = 0;
  let newest = 0;
  let query = 0;
  let words = new Uint32Array(capacity * wordsOfHash);
  let ids = new Float64Array(capacity);
  let times = new Float64Array(capacity);
  let firsts = new Uint8Array(capacity);
  /** The number of the query that an entry was last compared in: it may be reached through several parts. */
  let compared = new Uint32Array(capacity);
  /** Per entry and part: the next older entry with the same value in that part, or −1. */
  let older = new Int32Array(capacity * parts);
  let owners: string[] = [];
  /** Per part and value: the newest entry that has it, or −1. */
  const heads = new Int32Array(parts * values).fill(-1);

  const partOf = (from: Uint32Array, at: number, part: number): number => {
    const word = from[at + (part >> 1)] ?? 0;
    return (part & 1) === 0 ? word >>> 16 : word & 0xffff;
  };

  function link(entry: number): void {
    for (let part = 0; part < parts; part++) {
      const head = part * values + partOf(words, entry * wordsOfHash, part);
      older[entry * parts + part] = heads[head] ?? -1;
      heads[head] = entry;
    }
  }

  function makeRoom(): void {
    const kept = end - start;
    // Moving is worth it where much was let go; else twice the room.
    const to = kept <= capacity / 2 ? capacity : capacity * 2;
    words = moved(words, new Uint32Array(to * wordsOfHash), start * wordsOfHash, end * wordsOfHash);
    ids = moved(ids, new Float64Array(to), start, end);
    times = moved(times, new Float64Array(to), start, end);
    firsts = moved(firsts, new Uint8Array(to), start, end);
    owners = owners.slice(start, end);
    compared = new Uint32Array(to);
    older = new Int32Array(to * parts);
    heads.fill(-1);
    capacity = to;
    start = 0;
    end = kept;
    for (let entry = 0; entry < end; entry++) link(entry);
  }

  /** The first entry whose number is above `after`. */
  function entryAfter(after: number): number {
    let low = start;
    let high = end;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((ids[middle] ?? 0) > after) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  function distanceOf(hash: Uint32Array, entry: number, most: number): number {
    let distance = 0;
    for (let word = 0; word < wordsOfHash && distance <= most; word++) {
      distance += bitsSet((hash[word] ?? 0) ^ (words[entry * wordsOfHash + word] ?? 0));
    }
    return distance;
  }

  return {
    newestId: () => newest,
    size: () => end - start,
    add({ id, owner, hash, at, isFirst }) {
      if (id <= newest) return;
      newest = id;
      if (end === capacity) makeRoom();
      words.set(wordsOf(hash), end * wordsOfHash);
      ids[end] = id;
      times[end] = at;
      firsts[end] = isFirst ? 1 : 0;
      // Frames of one upload come one after the other: they share one string.
      owners[end] = owners[end - 1] === owner ? (owners[end - 1] ?? owner) : owner;
      link(end);
      end += 1;
    },
    forget(before, most) {
      start = Math.max(start, end - most);
      while (start < end && (times[start] ?? 0) < before) start += 1;
    },
    near(hash, distance, after, tell) {
      const from = entryAfter(after);
      const compare = (entry: number): void => {
        const apart = distanceOf(hash, entry, distance);
        if (apart > distance) return;
        tell({ owner: owners[entry] ?? '', distance: apart, isFirst: firsts[entry] === 1 });
      };
      if (distance > mostIndexed) {
        for (let entry = from; entry < end; entry++) compare(entry);
        return;
      }
      query = (query + 1) >>> 0;
      if (query === 0) compared.fill(query++);
      for (let part = 0; part < parts; part++) {
        const value = partOf(hash, 0, part);
        for (let bit = -1; bit < 16; bit++) {
          let entry = heads[part * values + (bit < 0 ? value : value ^ (1 << bit))] ?? -1;
          // Newest first, so what is older than asked for ends the walk.
          for (; entry >= from; entry = older[entry * parts + part] ?? -1) {
            if (compared[entry] === query) continue;
            compared[entry] = query;
            compare(entry);
          }
        }
      }
    },
  };
}

function moved<T extends Uint32Array | Float64Array | Uint8Array>(before: T, into: T, from: number, to: number): T {
  into.set(before.subarray(from, to));
  return into;
}
