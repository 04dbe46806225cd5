import type { View } from '../view.js';
import { Layout } from './layout.js';

/** A page with one thing to say: not found, not allowed, could not be done. */
export function MessagePage(props: { readonly view: View; readonly title: string; readonly text: string }) {
  return (
    <Layout view={props.view} title={props.title}>
      <h1>{props.title}</h1>
      <p class="lede">{props.text}</p>
      <p>
        <a href="/">Back to the threads</a>
      </p>
    </Layout>
  );
}
