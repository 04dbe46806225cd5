import type { Item } from '@safeupload/sdk';

/** One line for each picture that will be part of the post: words for people who cannot see it. */
export function Descriptions(props: {
  readonly items: readonly Item[];
  /** By upload id. */
  readonly values: Readonly<Record<string, string>>;
  readonly onChange: (values: Readonly<Record<string, string>>) => void;
}) {
  const ready = props.items.filter((item) => item.state === 'done' && item.outcome !== 'refused');
  if (ready.length === 0) return null;
  return (
    <div className="descriptions">
      {ready.map(({ id, name, uploadId }) =>
        uploadId === undefined ? null : (
          <label key={id}>
            What {name} shows, for people who cannot see it (optional)
            <input
              type="text"
              maxLength={300}
              value={props.values[uploadId] ?? ''}
              onChange={({ target }) => props.onChange({ ...props.values, [uploadId]: target.value })}
            />
          </label>
        ),
      )}
    </div>
  );
}
