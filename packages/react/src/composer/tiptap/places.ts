import { type EditorState, PluginKey, type Transaction } from '@tiptap/pm/state';
import { Decoration, DecorationSet } from '@tiptap/pm/view';
import { mappedPosition } from './mapped-position.js';

/** Where a picture that is on its way will stand. Outside the document: nobody else sees it and undo knows nothing of it. */
export interface Place {
  readonly key: string;
  /** Position in the document. */
  readonly position: number;
}

/** What a transaction says of the places. */
interface PlacesChange {
  readonly put?: readonly Place[];
  readonly take?: readonly string[];
  /** Positions in the document after the transaction, for places that have to stand behind what was put in. */
  readonly move?: ReadonlyMap<string, number>;
}

/** The places of one editor, in the order in which they were made. */
export const placesKey = new PluginKey<readonly Place[]>('safeUploadPlaces');

/** The transaction with this change of the places. It never enters the history by that alone. */
export function changePlaces(transaction: Transaction, change: PlacesChange): Transaction {
  return transaction.setMeta(placesKey, change);
}

/** The places after a transaction: mapped through what it changed in the document. */
export function placesAfter(transaction: Transaction, places: readonly Place[]): readonly Place[] {
  // Provable: only `changePlaces` sets this key.
  const change = transaction.getMeta(placesKey) as PlacesChange | undefined;
  if (change === undefined && (!transaction.docChanged || places.length === 0)) return places;
  const { put = [], take = [], move } = change ?? {};
  const size = transaction.doc.content.size;
  const kept = places.flatMap(({ key, position }) => {
    if (take.includes(key)) return [];
    const mapped = move?.get(key) ?? mappedPosition(position, transaction);
    return mapped === null ? [] : [{ key, position: Math.max(0, Math.min(mapped, size)) }];
  });
  return [...kept, ...put];
}

/** The places as decorations. The elements are made once and changed in place, so that a focused button stays focused. */
export function decorationsOf(state: EditorState, elementOf: (key: string) => HTMLElement): DecorationSet {
  const places = placesKey.getState(state) ?? [];
  return DecorationSet.create(
    state.doc,
    places.map(({ key, position }) =>
      Decoration.widget(position, () => elementOf(key), {
        key,
        side: -1,
        ignoreSelection: true,
        stopEvent: () => true,
      }),
    ),
  );
}
