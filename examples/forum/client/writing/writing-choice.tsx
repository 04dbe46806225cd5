/** Which field the author writes in. */
export type Writing = 'plain' | 'rich';

const key = 'kitchen-writing';

/** The field chosen last on this device; `plain` where nothing was, or nothing can be kept. */
export function rememberedWriting(): Writing {
  try {
    return localStorage.getItem(key) === 'rich' ? 'rich' : 'plain';
  } catch {
    return 'plain';
  }
}

/** Remembers the choice on this device, where that is possible. */
export function rememberWriting(writing: Writing): void {
  try {
    localStorage.setItem(key, writing);
  } catch {
    // The choice holds until the page is left.
  }
}

const choices: readonly (readonly [Writing, string])[] = [
  ['plain', 'Plain'],
  ['rich', 'Formatted'],
];

/** The switch between the two. */
export function WritingChoice(props: { readonly value: Writing; readonly onChange: (writing: Writing) => void }) {
  return (
    <fieldset className="writing-choice">
      <legend className="hidden">Editor</legend>
      {choices.map(([writing, label]) => (
        <label key={writing}>
          <input
            type="radio"
            name="writing"
            value={writing}
            checked={props.value === writing}
            onChange={() => props.onChange(writing)}
          />
          {label}
        </label>
      ))}
    </fieldset>
  );
}
