// @ts-check
import { readFileSync, writeFileSync } from 'node:fs';

/** Clock ticks of `/proc/PID/stat` a second: 100 on every Linux that Node runs on. */
const ticksPerSecond = 100;

/** True where `/proc` tells what these lanes read. */
export function hasProc() {
  try {
    readFileSync('/proc/self/stat');
    return true;
  } catch {
    return false;
  }
}

/** Processor time a process has used, user and system, all threads, in ms; steps of 10. @param {number} pid */
export function cpuMsOf(pid) {
  // The name in brackets may hold spaces.
  const fields = readFileSync(`/proc/${pid}/stat`, 'latin1')
    .replace(/^.*\) /, '')
    .split(' ');
  return ((Number(fields[11]) + Number(fields[12])) * 1000) / ticksPerSecond;
}

/**
 * Resident memory of a process in bytes, now and at its highest since it started or {@link forgetPeak} was called.
 * @param {number} pid
 */
export function memoryOf(pid) {
  const status = readFileSync(`/proc/${pid}/status`, 'latin1');
  const bytes = (/** @type {string} */ name) =>
    1024 * Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? Number.NaN);
  return { nowBytes: bytes('VmRSS'), peakBytes: bytes('VmHWM') };
}

/** Makes the highest resident memory of a process what it is now. Throws where `/proc` may not be written. @param {number} pid */
export function forgetPeak(pid) {
  // proc(5), clear_refs: 5 resets the high water mark.
  writeFileSync(`/proc/${pid}/clear_refs`, '5');
}

/**
 * The processes of a Chromium and the processor time each has used, as its own task manager counts it.
 * @param {import('playwright-core').CDPSession} session of the browser
 * @returns {Promise<readonly { id: number, type: string, cpuTime: number }[]>}
 */
export async function chromiumProcesses(session) {
  return (await session.send('SystemInfo.getProcessInfo')).processInfo;
}

/**
 * Processor time that all processes of a Chromium which live now have used, in ms: Linux tells it to the tick of 10 ms,
 * elsewhere the browser's own count is taken.
 * @param {import('playwright-core').CDPSession} session of the browser
 */
export async function chromiumCpuMs(session) {
  const processes = await chromiumProcesses(session);
  return processes.reduce((sum, { id, cpuTime }) => sum + (hasProc() ? cpuMsOf(id) : 1000 * cpuTime), 0);
}
