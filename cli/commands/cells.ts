import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Cell } from '../../infra/cells/cell.ts';
import { regionErrors } from '../../infra/cells/regions.ts';
import { assumptions } from '../../infra/estimates/assumptions.ts';
import { placeErrors } from '../../infra/planner/place-errors.ts';
import { type CellPlan, planCell } from '../../infra/planner/plan.ts';
import { prices } from '../../infra/planner/prices.ts';
import { deployable, deployableCell } from '../cells/deployable.ts';
import { planText } from '../cells-plan/plan-text.ts';
import { summaryText } from '../cells-plan/summary-text.ts';
import { peakText, readVolumePeak } from '../cells-plan/volume-peak.ts';
import { CliError, exitCodes } from '../errors.ts';
import { addCellsList } from './cells-list.ts';
import { addPreflight } from './cells-preflight.ts';
import type { Context } from './context.ts';
import { positive, withJson } from './options.ts';

interface PlanOptions {
  readonly cell?: string;
  readonly peak?: number;
  readonly volumeForecast?: string;
  readonly region?: string;
  readonly json?: boolean;
}

/** `bems cells`: about the cells that can be deployed. None of it talks to a cell; `preflight` alone asks AWS. */
export function addCells(program: Command, context: Context): void {
  const group = program
    .command('cells')
    .description('list, plan and prepare the cells of infra/cells/cells.ts');
  addCellsList(group, context);
  addPlan(group, context);
  addPreflight(group, context);
}

/** `bems cells plan`: what a cell needs of its account, which quota stops it first, what it costs. */
function addPlan(group: Command, { output }: Context): void {
  withJson(group.command('plan'))
    .description('show for each cell which quotas it needs raised, and what a month costs')
    .option('--cell <name>', 'one cell; default: a summary, and every cell that can be deployed')
    .option(
      '--peak <n>',
      'plan for so many events per second at the peak, instead of the cell’s own',
      positive,
    )
    .addOption(
      new Option(
        '--volume-forecast <file>',
        'plan for the busiest hour of what `bems forecast volume --json` wrote',
      ).conflicts('peak'),
    )
    .option('--region <region>', 'plan as if the cell were in this Region', region)
    .addHelpText('after', planHelp)
    .action((options: PlanOptions) => {
      const chosen = options.cell === undefined ? deployable : [deployableCell(options.cell)];
      const peakFrom =
        options.volumeForecast === undefined ? undefined : readVolumePeak(options.volumeForecast);
      const peak = peakFrom?.eventsPerSecond ?? options.peak;
      const changed = chosen.map((cell) => ({
        ...cell,
        ...(peak !== undefined && { peakEventsPerSecond: peak }),
        ...(options.region !== undefined && { region: options.region }),
      }));
      refuseImpossible(changed);
      const fleet = deployable.map((cell) => changed.find(({ name }) => name === cell.name) ?? cell);
      const plans = changed.map((cell) => planCell(cell, fleet));
      output.out(
        options.json
          ? JSON.stringify({ ...(peakFrom && { peakFrom }), cells: plans, prices, assumptions })
          : `${peakFrom ? `${peakText(peakFrom)}\n\n` : ''}${plansText(plans, options)}`,
      );
    });
}

/** @throws {CliError} CELL_IMPOSSIBLE, in the words of synthesis, for cells that no quota lets into their Region */
function refuseImpossible(cells: readonly Cell[]): void {
  const errors = cells.flatMap(placeErrors);
  if (errors.length === 0) return;
  throw new CliError(
    'CELL_IMPOSSIBLE',
    errors.join('.\n'),
    'Plan for another Region with --region, or for another cell with --cell.',
    exitCodes.usage,
  );
}

/** The plans one below the other, after a summary unless there is but the one that was asked for. */
function plansText(plans: readonly CellPlan[], { cell }: PlanOptions): string {
  const texts = [...(cell === undefined ? [summaryText(plans)] : []), ...plans.map(planText)];
  return texts.join(`\n\n${'═'.repeat(100)}\n\n`);
}

const planHelp = `
60,000 events a minute are --peak 1000. The costs are those of that peak, and of the peak to come, all day long. A quota that is too small is no error: the command says what to ask for, and for what synthesis refuses the cell until then, and ends with 0. A cell that cannot be in its Region ends with 2.
Nothing is asked of AWS: quotas and prices are those written down, with their sources, in infra/planner.`;

/** Reads the code of a Region that there is: a plan for any other would be one for a small Region. */
function region(text: string): string {
  const [error] = regionErrors(text);
  if (error === undefined) return text;
  throw new InvalidArgumentError(`${error.charAt(0).toUpperCase()}${error.slice(1)}.`);
}
