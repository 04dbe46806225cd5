/**
 * Works on the items, at most `most` of them at the same time, each begun when another has ended. Rejects with the first
 * failure and begins nothing after it; what is in work ends by itself.
 */
export async function eachAtOnce<Item>(
  items: AsyncIterable<Item> | Iterable<Item>,
  most: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const iterator = Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
  let hasFailed = false;
  const workOff = async (): Promise<void> => {
    while (!hasFailed) {
      const next = await iterator.next();
      if (next.done === true) return;
      await work(next.value);
    }
  };
  const workers = Array.from({ length: most }, () =>
    workOff().catch((thrown: unknown) => {
      hasFailed = true;
      throw thrown;
    }),
  );
  const ends = await Promise.allSettled(workers);
  const failure = ends.find((end) => end.status === 'rejected');
  if (failure) throw failure.reason;
}
