/** How large a file may be before work on it stops. Each number has the attack it stops beside it. */
export interface Limits {
  /** Bytes of the file. Stops memory exhaustion by size alone. */
  readonly fileBytes: number;
  /** Width × height × frames that are decoded. Stops decompression bombs: a 31 KB PNG may hold 256 MP. */
  readonly pixels: number;
  /** Longest side in pixels. Stops strips of 1 × 100,000,000 that pass a pixel limit and break row buffers. */
  readonly sidePx: number;
  /** Frames of an animation that are decoded; later ones are not published. Stops endless animations. */
  readonly frames: number;
  /** Scans of one JPEG. Stops progressive JPEGs whose thousands of scans each cost a pass over the picture. */
  readonly jpegScans: number;
  /** Chunks of one PNG. Stops files made of nothing but chunk headers. */
  readonly pngChunks: number;
  /** Bytes of PNG ancillary chunks (text, EXIF). Stops compressed text that inflates without end. */
  readonly ancillaryBytes: number;
  /** Bytes of an ICC profile. Stops parsers of colour profiles from being fed. */
  readonly iccBytes: number;
  /** Milliseconds one decode may take. */
  readonly decodeMs: number;
  /** Milliseconds the measuring of one file may take in all. */
  readonly measureMs: number;
}

/** What a device takes from its user before preparing: cameras make 50 MP, panoramas more. */
export const intakeLimits: Limits = {
  fileBytes: 64_000_000,
  pixels: 120_000_000,
  sidePx: 30_000,
  frames: 100,
  jpegScans: 100,
  pngChunks: 1_000,
  ancillaryBytes: 1_000_000,
  iccBytes: 1_000_000,
  decodeMs: 20_000,
  measureMs: 60_000,
};

/** What may cross the wire and what a server decodes. */
export const wireLimits: Limits = {
  fileBytes: 10_000_000,
  pixels: 50_000_000,
  sidePx: 12_000,
  frames: 100,
  jpegScans: 100,
  pngChunks: 1_000,
  ancillaryBytes: 1_000_000,
  iccBytes: 1_000_000,
  decodeMs: 5_000,
  measureMs: 10_000,
};
