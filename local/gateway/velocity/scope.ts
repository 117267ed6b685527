import type { Value } from './values.ts';

/** The state of one rendering. */
export interface Scope {
  /** Without their `$`. Velocity has one scope: what is set inside a loop stays set after it. */
  readonly variables: Map<string, Value>;
  out: string;
  /** Set by `#stop`: nothing more is rendered. */
  stopped: boolean;
  /** Set by `#break`: the innermost loop ends. */
  broken: boolean;
}
