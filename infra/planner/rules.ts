/** Rules of a bus besides those of partitions: for what none takes, and for the archive. */
const otherRules = 2;

/** How many rules the bus of a cell with these partitions has. */
export function rulesOf(partitions: readonly unknown[]): number {
  return partitions.length + otherRules;
}
