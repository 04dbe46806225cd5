import { spellCount } from './spelt-numbers.js';

/**
 * How far a run is: "1,234 of 10,000 measured, 18.2 a second, 8 min left". `elapsedMs` is since its first picture was
 * begun; before anything was measured nothing is foretold.
 */
export function spellProgress(now: number, of: number, elapsedMs: number): string {
  const done = `${spellCount(now)} of ${spellCount(of)} measured`;
  if (now === 0 || elapsedMs <= 0) return done;
  const rate = (1000 * now) / elapsedMs;
  return `${done}, ${rate < 9.95 ? rate.toFixed(1) : spellCount(Math.round(rate))} a second, ${spellDuration((of - now) / rate)} left`;
}

function spellDuration(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  if (seconds < 90 * 60) return `${Math.round(seconds / 60)} min`;
  return `${(seconds / 3600).toFixed(1)} h`;
}
