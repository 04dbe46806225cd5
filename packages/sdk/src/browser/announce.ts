import type { Item, ItemState, Snapshot } from './item.js';

/** One thing that happened to the list, worth telling somebody who does not see it. */
export type Change =
  | { readonly kind: 'added'; readonly item: Item }
  | { readonly kind: 'removed'; readonly item: Item }
  | { readonly kind: 'moved'; readonly item: Item; readonly from: ItemState };

/** What happened between two snapshots, in the order of the list; removals last. Progress is not among it. */
export function changesBetween(before: Snapshot, after: Snapshot): Change[] {
  if (before === after) return [];
  const old = new Map(before.items.map((item) => [item.id, item]));
  const changes: Change[] = [];
  for (const item of after.items) {
    const was = old.get(item.id);
    if (was === undefined) changes.push({ kind: 'added', item });
    if (was === undefined ? item.state !== 'queued' : was.state !== item.state) {
      changes.push({ kind: 'moved', item, from: was?.state ?? 'queued' });
    }
    old.delete(item.id);
  }
  for (const item of old.values()) changes.push({ kind: 'removed', item });
  return changes;
}
