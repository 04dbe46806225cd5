/** What is done to a file before it is measured and sent: made a plain picture, or left untouched. */
export const preparations = ['plain', 'as-is'] as const;

/** One of {@link preparations}. */
export type Preparation = (typeof preparations)[number];

/**
 * What the device prepares, measures and decides by: data, issued by the server with every challenge for the account's
 * tier. It holds nothing that would help to get past the server: the server's own thresholds are elsewhere.
 */
export interface DevicePolicy {
  readonly v: 1;
  readonly id: string;
  readonly preparation: Preparation;
  readonly plain: {
    /** Longest side of a prepared picture, in pixels. */
    readonly longestSidePx: number;
    /** JPEG and WebP quality as `convertToBlob` takes it, in (0, 1]. */
    readonly quality: number;
  };
  /** Ids of the models: the first looks at every picture, the second only when asked. */
  readonly models: { readonly first: string; readonly second: string };
  /** The second model runs when the first one's risk is above this. */
  readonly secondOpinionAt: number;
  /** How long the second model may take to arrive and answer, in ms. */
  readonly secondOpinionTimeoutMs: number;
  /** Block when both risks are above this. One model's score alone never blocks. */
  readonly blockAbove: number;
  /** Advise the member that a person will look when both risks are above `both`, or the first alone is above `first`. */
  readonly holdAbove: { readonly both: number; readonly first: number };
  /** Whether the device sends a signed notice *that* it stopped a file, and nothing of the file; see `StoppedNotice`. */
  readonly stoppedNotices: boolean;
}

/** The policy that is bundled with the SDK, used until the server has answered. For members the host knows. */
export const defaultDevicePolicy: DevicePolicy = {
  v: 1,
  id: 'default-1',
  preparation: 'plain',
  plain: { longestSidePx: 2048, quality: 0.85 },
  models: { first: 'mobilenet-v2', second: 'open-nsfw' },
  secondOpinionAt: 0.2,
  secondOpinionTimeoutMs: 8000,
  blockAbove: 0.7,
  holdAbove: { both: 0.2, first: 0.9 },
  stoppedNotices: false,
};
