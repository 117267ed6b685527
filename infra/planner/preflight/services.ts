import type { Cell } from '../../cells/cell.ts';
import { timeSeriesDataOf } from '../../stores/time-series-data.ts';
import type { Check } from './check.ts';
import { blocks, fine } from './finding.ts';

/**
 * What every cell is made of, by the codes of AWS's public parameters.
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-public-parameters-global-infrastructure.html
 */
const always = [
  ...['apigateway', 'athena', 'cloudformation', 'cloudwatch', 'dynamodb', 'events', 'firehose', 'glue'],
  ...['iam', 'kms', 'lambda', 'logs', 's3', 'sns', 'sqs', 'ssm', 'sts', 'waf-regional', 'xray'],
];

/** Codes of the services that a cell is made of. */
export function servicesOf(cell: Cell): readonly string[] {
  return [
    ...always,
    ...timeSeriesDataOf(cell).needs.services,
    ...(cell.domain ? ['acm'] : []),
    ...(cell.downstream ? ['secretsmanager'] : []),
    ...(cell.quickSightPeople === undefined ? [] : ['quicksight']),
  ];
}

/** AWS offers every service of the cell in its Region. */
export const servicesCheck: Check = {
  title: 'what AWS offers in the Region',
  run: async ({ cell, account }) => {
    const needed = servicesOf(cell);
    const offered = new Set(await account.offered(needed));
    const missing = needed.filter((service) => !offered.has(service));
    if (missing.length === 0)
      return [fine('SERVICES_OFFERED', `${cell.region} offers all ${needed.length} services of the cell.`)];
    return missing.map((service) =>
      blocks(
        'SERVICE_NOT_OFFERED',
        `AWS does not offer ${service} in ${cell.region}, and the cell is made of it. These Regions do: give the cell one of them in infra/cells/cells.ts.`,
        `aws ssm get-parameters-by-path --path /aws/service/global-infrastructure/services/${service}/regions --query Parameters[].Value --region ${cell.region}`,
      ),
    );
  },
};
