import { SafeUploadError } from '@safeupload/sdk/core';

/** Directives by which a page can forbid a worker to start (the last three are what `worker-src` falls back to). */
const directives = ['worker-src', 'child-src', 'script-src', 'script-src-elem', 'default-src'];

/** Listens for reports of the page's Content Security Policy against workers, until stopped. */
export function watchViolations(): { seen(): SafeUploadError | null; stop(): void } {
  let violation: SafeUploadError | null = null;
  const listen = (event: SecurityPolicyViolationEvent): void => {
    if (event.disposition !== 'enforce' || !directives.includes(event.effectiveDirective)) return;
    // An inline script that is refused in the same moment says nothing about the worker.
    if (event.blockedURI === 'inline' || event.blockedURI === 'eval') return;
    violation ??= new SafeUploadError(
      'worker-blocked-by-csp',
      `The page's Content Security Policy (${event.violatedDirective}) does not let ${event.blockedURI} start. Allow "worker-src 'self'".`,
      { details: { directive: event.effectiveDirective, address: event.blockedURI } },
    );
  };
  document.addEventListener('securitypolicyviolation', listen);
  return {
    seen: () => violation,
    stop: () => document.removeEventListener('securitypolicyviolation', listen),
  };
}
