function number(value: number, digits: number) {
  return new Intl.NumberFormat(undefined, { maximumFractionDigits: digits }).format(value);
}

const units = [
  { ms: 86_400_000, name: 'd', part: 'h', partMs: 3_600_000 },
  { ms: 3_600_000, name: 'h', part: 'min', partMs: 60_000 },
  { ms: 60_000, name: 'min', part: 's', partMs: 1_000 },
] as const;

/** A length of time in its two largest units: `340 ms`, `1.2 s`, `2 min 5 s`, `3 d 4 h`. */
export function formatDuration(ms: number): string {
  const length = Math.abs(ms);
  if (length < 1_000) return `${Math.round(length)} ms`;
  if (length < 10_000) return `${number(Math.floor(length / 100) / 10, 1)} s`;
  const unit = units.find((each) => length >= each.ms);
  if (!unit) return `${Math.floor(length / 1_000)} s`;
  const major = Math.floor(length / unit.ms);
  const minor = Math.floor((length % unit.ms) / unit.partMs);
  return minor === 0
    ? `${number(major, 0)} ${unit.name}`
    : `${number(major, 0)} ${unit.name} ${minor} ${unit.part}`;
}
