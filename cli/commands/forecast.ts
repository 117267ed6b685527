import { type Command, Option } from 'commander';
import { stages } from '../../schemas/stages.ts';
import type { CellChoice } from '../cells/find-cell.ts';
import { hoursText, volumeText } from '../forecast/volume-text.ts';
import { noConsole } from '../http/api.ts';
import { type Context, connectTo } from './context.ts';
import { withCell, withJson } from './options.ts';

interface VolumeOptions extends CellChoice {
  readonly hours?: string;
  readonly json?: boolean;
}

/** `bems forecast`: what a cell expects to come. */
export function addForecast(program: Command, context: Context): void {
  const forecast = program.command('forecast').description('show what a cell expects to come');
  withJson(withCell(forecast.command('volume')))
    .description('show how many events each stage will get in the next 14 days, and the busiest hour of them')
    .addOption(
      new Option('--hours <stage>', 'the hours of the next seven days of a stage, or of all').choices([
        ...stages,
        'all',
      ]),
    )
    .action(async ({ hours, json, ...cell }: VolumeOptions) => {
      const api = await connectTo(cell, context);
      const reply = await api.volumeForecast();
      if (reply.status !== 200) throw noConsole(reply, 'volume-forecast', api.address);
      if (json) context.output.out(reply.body.trim());
      else {
        const found = JSON.parse(reply.body);
        context.output.out(hours === undefined ? volumeText(found) : hoursText(found, hours));
      }
    });
}
