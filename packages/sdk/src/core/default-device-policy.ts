import type { DevicePolicy } from './device-policy.js';

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
