import { groupCommit } from '../../local/ledger/group-commit.ts';
import type { Crash } from './disk.ts';
import type { Faults } from './faults.ts';
import type { Life } from './life.ts';
import type { Random } from './random.ts';

type Operation<M> = (memory: M) => unknown;

/**
 * A store on a simulated disk: a double in memory behind the group commit of the local ledger. What
 * was committed is there after a kill; what was synced, also after the power failed.
 */
export class SimulatedStore<M> {
  readonly #make: () => M;
  readonly #random: Random;
  #memory: M;
  /** What has changed the store, in order, and how many of these changes are committed and synced. */
  #done: Operation<M>[] = [];
  #committed = 0;
  #synced = 0;

  constructor(make: () => M, random: Random) {
    this.#make = make;
    this.#random = random;
    this.#memory = make();
  }

  /** What stands, committed or not. */
  get memory(): M {
    return this.#memory;
  }

  crash(how: Crash): void {
    this.#keep(how === 'kill' ? this.#committed : this.#random.int(this.#synced, this.#committed));
  }

  /** The store as a process uses it: changes go through `run`, which resolves once they are durable. */
  open(life: Life, faults: Faults): { run<T>(operation: (memory: M) => Promise<T>): Promise<T> } {
    let inTransaction = false;
    const commits = groupCommit(
      {
        get isTransaction() {
          return inTransaction;
        },
        exec: (sql) => {
          inTransaction = sql.startsWith('BEGIN');
          if (!life.alive) return;
          if (sql === 'COMMIT') this.#committed = this.#done.length;
          if (sql === 'ROLLBACK') this.#keep(this.#committed);
        },
      },
      {
        timers: life.timers,
        beforeCommit: () => {},
        afterRollback: () => {},
        sync: async () => {
          const committed = this.#committed;
          const ms = faults.strikes('syncIsSlow')
            ? this.#random.spread(100, 20_000)
            : this.#random.spread(1, 20);
          await life.pause('store: sync', ms);
          this.#synced = Math.max(this.#synced, committed);
        },
      },
    );
    return {
      run: async (operation) => {
        const done = await commits.run(() => {
          this.#done.push(operation);
          return { result: operation(this.#memory) };
        });
        return done.result;
      },
    };
  }

  /** Makes the store anew from so many of its changes. */
  #keep(count: number): void {
    this.#committed = count;
    this.#synced = Math.min(this.#synced, count);
    if (count === this.#done.length) return;
    this.#done = this.#done.slice(0, count);
    this.#memory = this.#make();
    for (const operation of this.#done) void operation(this.#memory);
  }
}
