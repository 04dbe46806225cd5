import type { MiddlewareHandler } from 'hono';

/**
 * What a page of the forum may do. Pictures come from the forum itself or from memory (`blob:`: the preview of a picked
 * file) and from nowhere else, so that no text anybody posts makes a reader's browser fetch a picture that was never
 * screened. Scripts are files of ours; WebAssembly is what runs the models; the SDK's worker starts through the Trusted
 * Types policy `safeupload`, and the formatted editor reads pasted HTML through its own (into a document that runs and
 * fetches nothing).
 */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self' blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "manifest-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types safeupload ProseMirrorClipboard',
].join('; ');

/** Sets the headers of every answer that has none of its own (SafeUpload's pictures bring a stricter policy). */
export function securityHeaders(): MiddlewareHandler {
  return async (c, next) => {
    await next();
    const { headers } = c.res;
    if (!headers.has('content-security-policy')) headers.set('content-security-policy', contentSecurityPolicy);
    if (!headers.has('x-content-type-options')) headers.set('x-content-type-options', 'nosniff');
    if (!headers.has('referrer-policy')) headers.set('referrer-policy', 'same-origin');
    if (!headers.has('cross-origin-resource-policy')) headers.set('cross-origin-resource-policy', 'same-origin');
    headers.set('cross-origin-opener-policy', 'same-origin');
    headers.set('permissions-policy', 'camera=(), geolocation=(), microphone=()');
  };
}
