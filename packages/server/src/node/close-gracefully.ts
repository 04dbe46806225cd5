import type { Server } from 'node:http';

/**
 * Stops a Node HTTP server: no new connections, idle ones end at once, requests under way have `graceMs` to finish and are
 * cut off then. Resolves when every connection is gone. An upload that was cut off is safe: nothing of it is public, and
 * the same claim or Idempotency-Key sent again continues.
 */
export async function closeGracefully(server: Server, graceMs = 5_000): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearTimeout(timer);
}
