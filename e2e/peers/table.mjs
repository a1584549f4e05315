// The table of the peers, in the form `vnr bench` prints its own.

const WHAT = 64;

export function heading() {
  console.log(`${''.padEnd(WHAT)} ${'median'.padStart(12)} ${'least–most'.padStart(18)}`);
}

/** One line: the median and the spread of several runs. */
export function line(what, unit, values) {
  const sorted = [...values].sort((a, b) => a - b);
  const shown = (value) => (value >= 100 || unit === '' ? value.toFixed(0) : value.toFixed(1));
  const figure = `${shown(sorted[sorted.length >> 1])} ${unit}`.trimEnd();
  console.log(`${what.padEnd(WHAT)} ${figure.padStart(12)} ${`${shown(sorted[0])}–${shown(sorted.at(-1))}`.padStart(18)}`);
}

/** The value that a share of the sorted delays does not exceed. */
export function percentile(sorted, share) {
  return sorted.length === 0 ? Number.NaN : sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}
