import { spellCount } from './spelt-numbers.js';

/**
 * How far a run is: "1,235 of 10,000 measured, 20 a second, 7 min left". `elapsedMs` is since its first picture was
 * measured, for before that the models were opened; until the second one nothing is foretold.
 */
export function spellProgress(now: number, of: number, elapsedMs: number): string {
  const done = `${spellCount(now)} of ${spellCount(of)} measured`;
  if (now < 2 || elapsedMs <= 0) return done;
  const rate = (1000 * (now - 1)) / elapsedMs;
  return `${done}, ${rate < 9.95 ? rate.toFixed(1) : spellCount(Math.round(rate))} a second, ${spellDuration((of - now) / rate)} left`;
}

function spellDuration(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  if (seconds < 90 * 60) return `${Math.round(seconds / 60)} min`;
  return `${(seconds / 3600).toFixed(1)} h`;
}
