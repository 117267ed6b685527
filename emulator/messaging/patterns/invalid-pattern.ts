/** An event pattern or filter policy that AWS would refuse when it is put in place. */
export class InvalidPatternError extends Error {
  readonly code: 'InvalidEventPattern' | 'InvalidFilterPolicy';
  /** Where in the pattern, as dotted keys; empty for the pattern as a whole. */
  readonly path: string;

  constructor(path: string, reason: string, code: InvalidPatternError['code'] = 'InvalidEventPattern') {
    super(`${code}: ${path === '' ? 'the pattern' : path}: ${reason}`);
    this.name = 'InvalidPatternError';
    this.code = code;
    this.path = path;
  }
}
