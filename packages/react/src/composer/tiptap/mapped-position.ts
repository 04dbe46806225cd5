import type { Node } from '@tiptap/pm/model';
import type { Transaction } from '@tiptap/pm/state';

/**
 * Where a position of the document before a transaction is after it; null where the text around it was deleted by the
 * member. What somebody else did never loses a position: y-prosemirror replaces the whole document for every remote letter,
 * so where the steps say "deleted" the two documents are compared.
 */
export function mappedPosition(position: number, transaction: Transaction): number | null {
  if (!transaction.docChanged) return position;
  const mapped = transaction.mapping.mapResult(position, -1);
  if (!mapped.deletedAcross) return mapped.pos;
  const { before, doc } = transaction;
  const change = changeBetween(before, doc);
  if (change === null || position <= change.start) return Math.min(position, doc.content.size);
  if (position >= change.endBefore) return position + change.endAfter - change.endBefore;
  return isSomebodyElses(transaction) ? Math.min(change.start, doc.content.size) : null;
}

/** The one stretch in which two documents differ: from `start` up to the end before and after. Null where they are equal. */
function changeBetween(before: Node, after: Node) {
  const start = before.content.findDiffStart(after.content);
  const end = before.content.findDiffEnd(after.content);
  if (start === null || end === null) return null;
  // Where the same letters repeat, both searches claim them: "aa" in "aaa".
  const overlap = Math.max(0, start - Math.min(end.a, end.b));
  return { start, endBefore: end.a + overlap, endAfter: end.b + overlap };
}

/** True for a change that came from another person's editor, or from a program: neither enters the member's history. */
function isSomebodyElses(transaction: Transaction): boolean {
  return (
    transaction.getMeta('addToHistory') === false ||
    transaction.getMeta('y-sync$') !== undefined ||
    transaction.getMeta('collab$') !== undefined
  );
}
