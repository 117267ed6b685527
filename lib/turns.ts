/** Does work when its turn has come, and resolves to its result. @throws what the work throws */
export type Turns = <T>(work: () => Promise<T>) => Promise<T>;

/** Lets so much work be done at once, whoever brings it; the rest waits, first come, first served. */
export function turns(limit: number): Turns {
  let free = limit;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (free > 0) free--;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      // Whoever is next takes the place over: nobody who comes meanwhile gets in between.
      const next = waiting.shift();
      if (next) next();
      else free++;
    }
  };
}
