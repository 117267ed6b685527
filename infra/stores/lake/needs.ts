import { functionLogs, names } from '../../../functions/core/names.ts';
import type { NamedResource, StoreNeeds } from '../store-plan.ts';

/** What an account has to have for the lake: names that nobody has taken, of services that every cell uses. */
export const lakeNeeds: StoreNeeds = {
  services: [],
  names: (prefix) => {
    const name = names(prefix);
    const of = (type: string, ...identifiers: readonly string[]): readonly NamedResource[] =>
      identifiers.map((identifier) => ({ type, identifier }));
    return [
      ...of('AWS::Glue::Database', name.figureDatabase),
      ...of(
        'AWS::KinesisFirehose::DeliveryStream',
        name.figureStream('events'),
        name.figureStream('invoices'),
      ),
      ...of('AWS::Athena::WorkGroup', name.figureWorkgroup),
      ...of('AWS::Lambda::Function', name.rollupFunction, name.anomalyFunction),
      ...of('AWS::Logs::LogGroup', ...[name.rollupFunction, name.anomalyFunction].map(functionLogs)),
      ...of('AWS::Logs::LogGroup', name.figureStreamLogs),
    ];
  },
};
