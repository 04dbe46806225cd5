import type { Item } from '@safeupload/sdk';

/** Pictures that do not stand in the text, each with a press that puts it where the author is writing. */
export function BelowText(props: {
  readonly items: readonly Item[];
  /** The text as it would be posted now. */
  readonly text: string;
  /** Uploads that stood in the text before. */
  readonly stood: ReadonlySet<string>;
  readonly onPlace: (id: string) => void;
}) {
  const outside = props.items.filter(
    ({ state, outcome, uploadId }) =>
      state === 'done' && outcome !== 'refused' && !props.text.includes(`upload:${uploadId}`),
  );
  const isDeleted = ({ uploadId }: Item) => uploadId !== undefined && props.stood.has(uploadId);
  return (
    <>
      <Pictures
        items={outside.filter((item) => !isDeleted(item))}
        title="Shown below your text. To have one in it, put the cursor there and press:"
        onPlace={props.onPlace}
      />
      <Pictures
        items={outside.filter(isDeleted)}
        title="Not part of your post, because you deleted it from the text. To put one back, press:"
        onPlace={props.onPlace}
      />
    </>
  );
}

function Pictures(props: {
  readonly items: readonly Item[];
  readonly title: string;
  readonly onPlace: (id: string) => void;
}) {
  if (props.items.length === 0) return null;
  return (
    <div className="below-text">
      <p className="meta">{props.title}</p>
      <ul>
        {props.items.map(({ id, name }) => (
          <li key={id}>
            <button
              className="small"
              type="button"
              aria-label={`Put ${name} into the text`}
              onClick={() => props.onPlace(id)}
            >
              <bdi>{name}</bdi>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
