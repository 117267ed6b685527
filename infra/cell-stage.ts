import { Stage, type StageProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { AccessStack } from './access-stack.ts';
import { leaveOutImpliedDependencies } from './blocks/implied-dependencies.ts';
import { accountNamed } from './cells/accounts.ts';
import type { Cell } from './cells/cell.ts';
import { cellErrors } from './cells/cell-errors.ts';
import { InputError } from './cells/input-error.ts';
import { partitionsByGroup } from './cells/partitions.ts';
import { MonitoringStack } from './monitoring-stack.ts';
import { PartitionsStack } from './partitions-stack.ts';
import { refuseForbiddenJoins } from './path/forbidden-joins.ts';
import { placeErrors } from './planner/place-errors.ts';
import { QuickSightStack } from './quicksight-stack.ts';
import { StatefulStack } from './stateful-stack.ts';
import { StatelessStack } from './stateless-stack.ts';

/** One cell: one stack for what must outlive every deployment, others for what can be recreated. */
export class CellStage extends Stage {
  readonly stateful: StatefulStack;
  readonly stateless: StatelessStack;
  readonly monitoring: MonitoringStack;

  /**
   * @param account where the cell lives; without it the templates fit any account
   * @throws {InputError} saying everything that is wrong with the cell's data
   */
  constructor(scope: Construct, cell: Cell, account?: string) {
    const env: StageProps['env'] = { region: cell.region, ...(account && { account }) };
    const errors = [...cellErrors(cell), ...placeErrors(cell)];
    if (errors.length > 0) throw new InputError(errors.join('\n'), 'Correct this in infra/cells/cells.ts.');
    super(scope, cell.name, { env });
    this.stateful = new StatefulStack(this, 'stateful', cell);
    this.stateless = new StatelessStack(this, 'stateless', cell, this.stateful);
    const groups = [...partitionsByGroup(cell.partitions)].map(
      ([group, partitions]) =>
        new PartitionsStack(this, `partitions-${group}`, {
          ...{ cell, group, partitions },
          ...{ stateful: this.stateful, stateless: this.stateless },
        }),
    );
    this.monitoring = new MonitoringStack(this, 'monitoring', cell, this.stateful);
    // The access log must exist before its lines can be counted.
    this.monitoring.addStackDependency(this.stateless);
    const { quickSightPeople: people } = cell;
    const source = cell.quickSightDataSourceArn ?? this.stateful.timeSeries.showing;
    if (source !== undefined && people) new QuickSightStack(this, 'quicksight', { cell, source, people });
    // Last, since it names the log groups of all the others.
    const trusts = accountNamed(cell.account)?.trusts;
    if (trusts) new AccessStack(this, 'access', { cell, trusts, stateful: this.stateful, groups });
    refuseForbiddenJoins(this);
    leaveOutImpliedDependencies(this);
  }
}
