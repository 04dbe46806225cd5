'use server';

/** What the page says after a post. */
export interface Saved {
  readonly sentence: string;
}

/** Where a forum saves text and pictures together: `attach` of its verifier, or `POST {base}/host/attach`. */
export async function savePost(_before: Saved, form: FormData): Promise<Saved> {
  const uploadIds = form.getAll('pictures');
  return { sentence: `Posted in ${form.get('thread')} with ${uploadIds.join(', ') || 'no picture'}.` };
}
