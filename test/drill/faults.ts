import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';

/** What is wrong with the cell: a store that is away, or a processor that cannot take some events. */
export type Fault = 'ledger' | 'timeSeries' | 'bug';

/** The environment variable that names the folder of a cell's faults. */
export const faultsVariable = 'BEMS_DRILL_FAULTS';

/** The faults of a cell: a file for each, so that one outlasts the death of the cell. */
export class Faults {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
    mkdirSync(folder, { recursive: true });
  }

  begin(fault: Fault): void {
    writeFileSync(join(this.#folder, fault), '');
  }

  end(fault: Fault): void {
    rmSync(join(this.#folder, fault));
  }

  has(fault: Fault): boolean {
    return existsSync(join(this.#folder, fault));
  }
}

/** Whether the processor with the bug fails on the event: one in a hundred. */
export function isPoison(eventId: string): boolean {
  return crc32(eventId) % 100 === 0;
}
