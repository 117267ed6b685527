/**
 * Regions whose streams deliver into no Iceberg table
 * (https://docs.aws.amazon.com/firehose/latest/dev/apache-iceberg-considerations.html, read 2026-11-28).
 */
const withoutDelivery: readonly string[] = [
  ...['ap-east-2', 'ap-southeast-5', 'ap-southeast-6', 'cn-north-1', 'cn-northwest-1', 'mx-central-1'],
  ...['us-gov-east-1', 'us-gov-west-1'],
];

/** A Region whose CloudFormation has no `AWS::Glue::TableOptimizer`, without which tables fall into small files. */
const withoutOptimizer: readonly string[] = ['af-south-1'];

/** What keeps the lake from a Region: nothing, or a sentence. */
export function lakeRegionErrors(region: string): readonly string[] {
  if (withoutDelivery.includes(region))
    return [`the store lake is not possible in ${region}: Firehose delivers into no Iceberg tables there`];
  if (withoutOptimizer.includes(region))
    return [
      `the store lake is not possible in ${region}: nothing there keeps its tables from falling into small files`,
    ];
  return [];
}
