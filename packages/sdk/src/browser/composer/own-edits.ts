/** Remembers what was written into a field by us and not by the member. */
export interface OwnEdits {
  add(before: string, after: string): void;
  /** True where this change takes one of our edits back (`undo`) or makes it again (`redo`), and does nothing else. */
  has(command: 'undo' | 'redo', before: string, after: string): boolean;
}

/** Most edits remembered: twelve a picture (each ten percent and the ends), for the pictures of one post. */
const mostEdits = 120;

/** A list of our own edits; of more than {@link mostEdits} the oldest are forgotten. */
export function createOwnEdits(): OwnEdits {
  const edits: { readonly before: string; readonly after: string }[] = [];
  return {
    add(before, after) {
      if (before === after) return;
      edits.push({ before, after });
      if (edits.length > mostEdits) edits.shift();
    },
    has: (command, before, after) =>
      edits.some((edit) =>
        command === 'undo'
          ? edit.after === before && edit.before === after
          : edit.before === before && edit.after === after,
      ),
  };
}
