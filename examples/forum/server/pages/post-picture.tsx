import type { PostPicture } from '../database/schema.js';
import type { Pictures } from '../pictures.js';
import { GoneIcon, WaitingIcon } from './icons.js';
import { ReportLink } from './report-link.js';

/** What the reader may do about a shown picture, by their role. */
export type Power = 'none' | 'hide' | 'take-down';

/**
 * A picture of a post: shown with its receipt, or a quiet line in its place while a person looks or after it was taken
 * down. `mine`: the reader wrote the post.
 */
export function PostPictureView(props: {
  readonly picture: PostPicture;
  readonly pictures: Pictures;
  readonly mine: boolean;
  readonly power: Power;
  readonly back: string;
}) {
  const { uploadId, description } = props.picture;
  const upload = props.pictures.of(uploadId);
  const large = props.pictures.largest(uploadId);
  const little = props.pictures.smallest(uploadId);
  if (upload === null || upload.state === 'expired' || upload.state === 'withdrawn') {
    return <Instead kind="gone" uploadId={uploadId} words="This picture is no longer here." />;
  }
  if (large === null || little === null) {
    const waits = upload.outcome === 'held' && upload.state === 'attached';
    if (waits || upload.state === 'hidden') {
      return (
        <Instead
          kind="waiting"
          uploadId={uploadId}
          words={
            !props.mine
              ? 'A person will look before this picture is shown.'
              : waits
                ? 'Your picture is safe with us. A person will look before others can see it.'
                : 'Your picture is hidden for now. A person will look before others see it again.'
          }
        />
      );
    }
    return (
      <Instead
        kind="gone"
        uploadId={uploadId}
        words={props.mine ? 'A moderator decided not to show this picture.' : 'This picture is not shown.'}
        undo={props.power === 'take-down' ? props.back : null}
      />
    );
  }
  return (
    <figure class="picture" data-upload={uploadId}>
      <a href={large.address}>
        <img
          src={little.address}
          srcset={`${little.address} ${little.width}w, ${large.address} ${large.width}w`}
          sizes="(max-width: 46rem) 90vw, 36rem"
          {...shownSize(large)}
          alt={description || 'Picture without a description'}
          loading="lazy"
        />
      </a>
      <figcaption>
        {description === '' ? null : <span>{description}</span>}
        <span class="picture-actions">
          <a class="receipt-link" href={`/pictures/${uploadId}`}>
            Receipt
          </a>
          {props.mine ? null : <ReportLink uploadId={uploadId} back={props.back} of={description || 'this picture'} />}
          <PowerButton uploadId={uploadId} power={props.power} back={props.back} />
        </span>
      </figcaption>
    </figure>
  );
}

/** One press for those who work here: volunteers hide for the time being, moderators take down. Both can be undone. */
function PowerButton(props: { readonly uploadId: string; readonly power: Power; readonly back: string }) {
  const { uploadId, power, back } = props;
  if (power === 'none') return null;
  return (
    <form method="post" action={`/desk/uploads/${uploadId}/${power === 'hide' ? 'hide' : 'takedown'}`}>
      <input type="hidden" name="back" value={back} />
      <button class="danger small" type="submit">
        {power === 'hide' ? 'Hide' : 'Take down'}
      </button>
    </form>
  );
}

/** The box a picture is shown in, in CSS pixels. */
const box = { width: 576, height: 544 };

/** Width and height at which the page keeps room for the picture before it is there. */
function shownSize(size: { readonly width: number; readonly height: number }) {
  const scale = Math.min(1, box.width / size.width, box.height / size.height);
  return { width: Math.round(size.width * scale), height: Math.round(size.height * scale) };
}

function Instead(props: {
  readonly kind: 'waiting' | 'gone';
  readonly uploadId: string;
  readonly words: string;
  readonly undo?: string | null;
}) {
  return (
    <figure class={`picture-instead picture-${props.kind}`} data-upload={props.uploadId}>
      {props.kind === 'waiting' ? <WaitingIcon /> : <GoneIcon />}
      <figcaption>{props.words}</figcaption>
      {props.undo ? (
        <form method="post" action={`/desk/uploads/${props.uploadId}/undo`}>
          <input type="hidden" name="back" value={props.undo} />
          <button class="small" type="submit">
            Undo
          </button>
        </form>
      ) : null}
    </figure>
  );
}
