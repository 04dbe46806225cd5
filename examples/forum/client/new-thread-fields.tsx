import type { KeptDraft } from './draft-memory.js';

/** The shelves of the forum; the server has the same list and refuses any other. */
const boards: readonly (readonly [id: string, name: string])[] = [
  ['babies', 'Babies'],
  ['sleep', 'Sleep'],
  ['food', 'Food'],
  ['school', 'School years'],
  ['making', 'Making things'],
  ['outside', 'Out and about'],
];

/** Title and shelf of a new thread. */
export function NewThreadFields(props: {
  readonly draft: KeptDraft;
  readonly onChange: (fields: Partial<KeptDraft>) => void;
}) {
  return (
    <div className="composer-new">
      <label>
        Title
        <input
          name="title"
          maxLength={120}
          value={props.draft.title}
          onChange={({ target }) => props.onChange({ title: target.value })}
        />
      </label>
      <label>
        Shelf
        <select
          name="board"
          value={props.draft.board}
          onChange={({ target }) => props.onChange({ board: target.value })}
        >
          <option value="">Choose…</option>
          {boards.map(([id, name]) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}
