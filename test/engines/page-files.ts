/** A file of the page's origin. Throws where there is none. */
export async function fetched(path: string): Promise<Blob> {
  const response = await fetch(path);
  if (!response.ok) throw new Error(`there is no ${path}`);
  return response.blob();
}

/** A fixture picture as a member picks it. */
export async function pictureFile(name: string): Promise<File> {
  const blob = await fetched(`/pictures/${name}`);
  return new File([blob], name, { type: blob.type });
}

/** Bytes as text, to travel as JSON. */
export async function base64Of(bytes: Blob): Promise<string> {
  const reader = new FileReader();
  const read = new Promise((resolve) => reader.addEventListener('load', resolve));
  reader.readAsDataURL(bytes);
  await read;
  return String(reader.result).split(',')[1] ?? '';
}
