import type { Item } from '@safeupload/sdk';
import { toneOf } from '../item-words.js';
import type { RowState } from './part-states.js';

/** The {@link RowState} of an item. */
export function rowStateOf(item: Item): RowState {
  return { state: item.state, outcome: item.outcome, tone: toneOf(item) };
}
