// @ts-check
import { startProtocolDouble } from './protocol-double.mjs';

/** Vitest's global setup: the protocol double for the store's tests, ended with the run. @param {import('vitest/node').TestProject} project */
export default async function start(project) {
  const double = await startProtocolDouble();
  project.provide('protocolDouble', double.address);
  return double.close;
}
