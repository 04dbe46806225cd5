/** One request, ready to go. */
export interface TransportRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Blob | FormData | string | null;
  /** Most ms without a byte leaving. */
  readonly stallMs: number;
  /** Most ms between the last byte sent and the answer. */
  readonly answerMs: number;
  readonly signal: AbortSignal;
  /** Called as bytes leave; `sentBytes` equals `totalBytes` once all have. */
  readonly onProgress?: (sentBytes: number, totalBytes: number) => void;
}

/** What came back, whatever the status. */
export interface TransportResponse {
  readonly status: number;
  readonly text: string;
}

/**
 * How requests leave the page. Resolves with every HTTP answer, also 4xx and 5xx. Rejects with `network-failed` where
 * no answer came within the limits, with `aborted` when the signal fired. `xhrTransport` is the one that is used
 * unless another is given; another must send `body` byte for byte.
 */
export type Transport = (request: TransportRequest) => Promise<TransportResponse>;
