/** Version of the SDK: stands in claims, and the worker says it when it is ready (a mismatch is `assets-outdated`). */
export const sdkVersion = '0.1.0';
