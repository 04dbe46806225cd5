import { samples } from '../samples.js';
import type { View } from '../view.js';
import { ActAs, Layout } from './layout.js';

/** What a newcomer can try, in order, with the pictures for it. */
export function TryPage({ view }: { readonly view: View }) {
  return (
    <Layout view={view} title="What to try">
      <h1>What to try</h1>
      <p class="lede">
        Ten minutes with this forum show everything SafeUpload does. The pictures below are landscapes, textures and a
        drawing, made for this.
      </p>
      <section aria-labelledby="try-who">
        <h2 id="try-who">1. Be somebody</h2>
        <p>
          Each of these accounts sees the forum differently. Open a private window to be two of them at once: one posts,
          the other moderates.
        </p>
        <div class="panel">
          <ActAs view={view} />
        </div>
      </section>
      <section aria-labelledby="try-pictures">
        <h2 id="try-pictures">2. Post pictures</h2>
        <p>
          Open <a href="/">a thread</a> and add your own photos: look at one with a place in its metadata, posted
          upright and without it. Then save these and add them, one by one or all together. Drag them, paste them or
          choose them. Be <strong>mossy_teapot</strong> for this: whatever a new member posts waits for a person first.
        </p>
        <ul class="samples">
          {samples.map((sample) => (
            <li>
              <img src={`/samples/${sample.file}`} alt={sample.what} width={180} height={135} loading="lazy" />
              <div>
                <h3>{sample.title}</h3>
                <p>
                  {sample.what} <span class={`badge badge-${sample.word.replace(' ', '-')}`}>{sample.word}</span>
                </p>
                <p>{sample.happens}</p>
                <a class="button plain small" href={`/samples/${sample.file}`} download={sample.file}>
                  Save<span class="hidden"> {sample.title}</span>
                </a>
              </div>
            </li>
          ))}
        </ul>
      </section>
      <section aria-labelledby="try-desk">
        <h2 id="try-desk">3. Moderate</h2>
        <p>
          Act as <strong>night_heron</strong> and open the desk. Release or reject what waits; take a shown picture down
          from its thread, and see its address stop answering in the other window within two seconds. Undo brings it
          back. Then act as <strong>quiet_harbour</strong>, the safety officer, who alone may open the severe lane.
        </p>
        <p>
          A rejection counts: for a day everything this account posts waits, whatever it shows, also a drawing like the
          forum’s own poster of kites. Release such a picture at the desk; Undo beside the rejection lets the account
          post as before.
        </p>
      </section>
      <section aria-labelledby="try-night">
        <h2 id="try-night">4. Get through a night</h2>
        <ul class="plain-list">
          <li>
            Act as <strong>paper_kite</strong>, who joined today, and post pictures: they wait, whatever they show, and
            the third has to wait outside. Words are shown at once. Each picture a moderator releases counts.
          </li>
          <li>
            Act as <strong>mossy_teapot</strong> and report a picture of <strong>tall_nettle</strong>, whose account has
            little history, as violent: it is gone before anybody has looked, and stands first at the desk.
          </li>
          <li>
            Act as <strong>early_kettle</strong> on a phone and pull the curtain: pictures of accounts with little
            history disappear from the other window, those of the others stay. Take it down again.
          </li>
          <li>
            As <strong>night_heron</strong> reject all of an account at the desk, with “also hold copies from now on”,
            then post a copy of one of them, made smaller.
          </li>
        </ul>
        <p>
          Or watch all of it in two minutes: <a href="/night">play the night</a>.
        </p>
      </section>
      <section aria-labelledby="try-cheat">
        <h2 id="try-cheat">5. Cheat</h2>
        <ul class="plain-list">
          <li>
            Type <code>![a cat](https://example.org/cat.jpg)</code> or <code>&lt;img src=…&gt;</code> into a post: it
            becomes a link. No reader’s browser fetches a picture that was not screened here.
          </li>
          <li>
            Turn JavaScript off and post with the plain form, or send a file straight to{' '}
            <code>/safe-upload/upload</code>: the server decides for itself either way.
          </li>
          <li>
            Open the receipt under a picture: a signed statement that any language can verify with the keys at{' '}
            <a href="/safe-upload/jwks.json">/safe-upload/jwks.json</a>.
          </li>
        </ul>
      </section>
    </Layout>
  );
}
