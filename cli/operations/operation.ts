import type { AlarmListing } from '../../dashboards/console-api.ts';
import type { DeadLetters } from '../../functions/core/dead-letters.ts';
import type { DueRecords, Ledger, Records } from '../../functions/core/ports.ts';
import type { Replays } from '../../functions/core/replays.ts';
import type { Cell } from '../../infra/cells/cell.ts';
import type { Clock } from '../../lib/clock.ts';
import type { ReconcileService } from '../../operations/reconcile/service.ts';
import type { ConsoleApi } from '../http/console-api.ts';

/** What a command asks of a cell, by either way to reach one. */
export interface Operation<T> {
  /** Of a cell on this machine, over HTTP. */
  readonly local: (cell: ConsoleApi) => Promise<T>;
  /** Of a cell in an account: a use case on AWS, with the caller's own credentials. */
  readonly deployed: (cell: DeployedCell) => Promise<T>;
}

/** A cell in an account, as use cases need it. */
export interface DeployedCell {
  readonly cell: Cell;
  /** Id of the account that the caller's credentials belong to. */
  readonly account: string;
  readonly ledger: Ledger;
  readonly records: Records;
  readonly dueRecords: DueRecords;
  readonly deadLetters: DeadLetters;
  readonly replays: Replays;
  readonly reconciler: ReconcileService;
  /** How every alarm of it stands. */
  readonly alarms: () => Promise<AlarmListing>;
  readonly clock: Clock;
}

/** The cell that a command operates, however it is reached. */
export interface Target {
  /** What to call the cell. */
  readonly name: string;
  /** Who operates it, for its records: a user of this machine, or the ARN of the caller. */
  readonly operator: string;
  /** @throws {CliError} when the cell is not there, or refuses it */
  run<T>(operation: Operation<T>): Promise<T>;
}
