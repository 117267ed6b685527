/**
 * A step of a release. Its cells are deployed together; the next wave follows once they have stayed
 * healthy for the bake time.
 */
export interface Wave {
  readonly name: string;
  /**
   * How long to watch the cells' health alarms before going on: longer than the slowest alarm takes
   * to fire.
   */
  readonly bakeMinutes: number;
}

/** In the order a release goes through them. */
export const waves: readonly Wave[] = [
  { name: 'canary', bakeMinutes: 120 },
  { name: 'main', bakeMinutes: 60 },
];
