import { type Inline, parseText } from '../../text/parse-text.js';
import type { Pictures } from '../pictures.js';
import { PostPictureView, type Power } from './post-picture.js';

/** Links people type: no trust is passed on, and the page they lead to learns nothing. */
const linkRel = 'nofollow ugc noopener noreferrer';

/** What a post's text needs to know to be shown. */
export interface PostTextProps {
  readonly text: string;
  /** Uploads attached to this very post, with their descriptions: only they may be named in its text. */
  readonly own: ReadonlyMap<string, string>;
  readonly pictures: Pictures;
  readonly mine: boolean;
  readonly power: Power;
  readonly back: string;
}

/** A post's text as elements. Text is only ever text here, so nothing typed can become markup. */
export function PostText(props: PostTextProps) {
  return (
    <div class="prose">
      {parseText(props.text).map((block) => {
        if (block.kind === 'list') {
          return (
            <ul>
              {block.items.map((item) => (
                <li>
                  <Inlines inlines={item} {...props} />
                </li>
              ))}
            </ul>
          );
        }
        if (block.kind === 'quote') {
          return (
            <blockquote>
              <Inlines inlines={block.inlines} {...props} />
            </blockquote>
          );
        }
        return (
          <div class="paragraph">
            <Inlines inlines={block.inlines} {...props} />
          </div>
        );
      })}
    </div>
  );
}

function Inlines(props: PostTextProps & { readonly inlines: readonly Inline[] }) {
  return (
    <>
      {props.inlines.map((inline) => (
        <OneInline inline={inline} {...props} />
      ))}
    </>
  );
}

function OneInline(props: PostTextProps & { readonly inline: Inline }) {
  const { inline } = props;
  switch (inline.kind) {
    case 'text':
      return <>{inline.text}</>;
    case 'break':
      return <br />;
    case 'strong':
      return <strong>{inline.text}</strong>;
    case 'emphasis':
      return <em>{inline.text}</em>;
    case 'code':
      return <code>{inline.text}</code>;
    case 'link':
      return (
        <a href={inline.address} rel={linkRel}>
          {inline.text}
        </a>
      );
    case 'foreign-picture':
      return inline.address === null ? (
        <span class="left-out">[picture left out: {inline.text}]</span>
      ) : (
        <a href={inline.address} rel={linkRel}>
          {inline.text}
        </a>
      );
    case 'picture': {
      const described = props.own.get(inline.uploadId);
      return described !== undefined ? (
        <PostPictureView
          picture={{ uploadId: inline.uploadId, description: inline.description || described }}
          pictures={props.pictures}
          mine={props.mine}
          power={props.power}
          back={props.back}
        />
      ) : (
        <span class="left-out">[no picture of this post]</span>
      );
    }
  }
}
