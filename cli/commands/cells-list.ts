import type { Command } from 'commander';
import type { Cell } from '../../infra/cells/cell.ts';
import { lockNotice } from '../../infra/cells/lock-notice.ts';
import { type ReleaseStep, releaseOf } from '../../infra/cells/release.ts';
import { waves } from '../../infra/cells/waves.ts';
import { deployable } from '../cells/deployable.ts';
import { table } from '../table.ts';
import type { Context } from './context.ts';
import { withJson } from './options.ts';

/** `bems cells list`: every cell that can be deployed, in the order of a release, and how. */
export function addCellsList(group: Command, { output }: Context): void {
  withJson(group.command('list'))
    .description('list the cells wave by wave, with the command that deploys each wave')
    .action((options: { json?: boolean }) => {
      const steps = releaseOf(deployable, waves);
      output.out(
        options.json
          ? JSON.stringify({ waves: steps.map((step) => ({ ...step, cells: step.cells.map(summary) })) })
          : steps.map(stepText).join('\n\n'),
      );
    });
}

const summary = ({
  name,
  account,
  region,
  auth,
  timeSeries: { store },
  peakEventsPerSecond,
  partitions,
  producers,
}: Cell) => ({
  ...{ name, account, region, auth, store, peakEventsPerSecond, producers },
  partitions: partitions.map((partition) => partition.name),
});

const stepText = ({ wave, bakeMinutes, cells: together, deploy }: ReleaseStep, index: number): string =>
  [
    `Wave ${index + 1}, ${wave}: then watch its alarms for ${bakeMinutes} minutes`,
    '',
    table(
      [
        ['cell', 'account', 'Region', 'auth', 'peak', 'partitions', 'producers'],
        ...together.map((cell) => [
          cell.name,
          cell.account,
          cell.region,
          cell.auth,
          `${cell.peakEventsPerSecond}/s`,
          String(cell.partitions.length),
          cell.producers.join(', '),
        ]),
      ],
      'left',
    ),
    '',
    ...together.flatMap((cell) => lockNotice(cell) ?? []),
    deploy,
  ].join('\n');
