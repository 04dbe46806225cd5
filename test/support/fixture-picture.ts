/** A fixture picture, from the folder that `make-public.mjs` filled; see `test/fixtures/pictures`. */
export async function fixturePicture(path: string): Promise<File> {
  const response = await fetch(`/${path}`);
  const type = response.headers.get('content-type') ?? '';
  if (!response.ok || type.startsWith('text/html')) throw new Error(`there is no fixture ${path}`);
  return new File([await response.blob()], path.slice(path.lastIndexOf('/') + 1));
}
