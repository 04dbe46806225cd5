/**
 * What bytes *are*, told from the bytes, never from a file name or the MIME type somebody claimed. `other` formats are
 * named so that a refusal can say which it was.
 */
export const formats = [
  'jpeg',
  'png',
  'gif',
  'webp',
  'avif',
  'heic',
  'bmp',
  'tiff',
  'ico',
  'svg',
  'psd',
  'jxl',
] as const;

/** One of {@link formats}. */
export type Format = (typeof formats)[number];

/** The formats that are prepared, screened and published. All others are `format-not-accepted`. */
export const acceptedFormats = ['jpeg', 'png', 'gif', 'webp'] as const satisfies readonly Format[];

/** One of {@link acceptedFormats}. */
export type AcceptedFormat = (typeof acceptedFormats)[number];

/** True if files of this format are screened and published. */
export function isAcceptedFormat(format: Format): format is AcceptedFormat {
  return (acceptedFormats as readonly Format[]).includes(format);
}

/** True if `value` is the name of a {@link Format}. */
export function isFormat(value: unknown): value is Format {
  return (formats as readonly unknown[]).includes(value);
}

/** The IANA media type of an accepted format, for `Content-Type` and `Blob`. */
export function mediaTypeOf(format: AcceptedFormat): string {
  return `image/${format}`;
}

/** The file extension, without the dot, of an accepted format in a published address. */
export function extensionOf(format: AcceptedFormat): string {
  return format === 'jpeg' ? 'jpg' : format;
}
