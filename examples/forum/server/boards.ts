/** A shelf of the forum. */
export interface Board {
  readonly id: string;
  readonly name: string;
}

/** The shelves, in the order shown. */
export const boards: readonly Board[] = [
  { id: 'babies', name: 'Babies' },
  { id: 'sleep', name: 'Sleep' },
  { id: 'food', name: 'Food' },
  { id: 'school', name: 'School years' },
  { id: 'making', name: 'Making things' },
  { id: 'outside', name: 'Out and about' },
];

/** The shelf with this id, or null. */
export function boardById(id: string): Board | null {
  return boards.find((board) => board.id === id) ?? null;
}
