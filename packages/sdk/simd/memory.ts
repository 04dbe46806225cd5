// The module has no allocator: a picture's buffers lie one after the other, anew for each picture.

const bytesPerPage: i32 = 65536;

let first: usize = 0;
let next: usize = 0;

/** Forgets what was taken: the next buffer begins at `address`. */
export function rewind(address: usize): void {
  first = address;
  next = address;
}

/** The address of a buffer, on a whole vector. It may be used after {@link reach}. */
export function take(bytes: i32): usize {
  const address = next;
  next += (bytes + 15) & ~15;
  return address;
}

/** Makes the memory reach over everything taken, as zeros; false where it may not grow that far. */
export function reach(): bool {
  const missing = <i32>next - memory.size() * bytesPerPage;
  if (missing > 0 && memory.grow((missing + bytesPerPage - 1) / bytesPerPage) < 0) return false;
  memory.fill(first, 0, next - first);
  return true;
}
