import type { View } from '../view.js';
import { type BroughtBack, ComposerPlace } from './composer-place.js';
import { Layout } from './layout.js';

/** A new conversation. */
export function NewThreadPage(props: { readonly view: View; readonly draft?: BroughtBack }) {
  return (
    <Layout view={props.view} title="Start a thread">
      <nav class="crumbs" aria-label="Where you are">
        <a href="/">Threads</a> <span aria-hidden="true">/</span> New
      </nav>
      <h1>Start a thread</h1>
      <ComposerPlace view={props.view} title="Your first post" action="/threads" draft={props.draft ?? null} />
    </Layout>
  );
}
