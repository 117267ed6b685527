import type { CellTemplate } from '../../emulator/template/cell-template.ts';
import { functionLogs, names } from '../../functions/core/names.ts';
import { cellNamed } from '../template/synthesis.ts';

const name = names(cellNamed('eu-1').prefix);
const ringing = name.alarm('dead-letters-posting');
const logGroups = [
  functionLogs(name.alertRouterFunction),
  name.accessLogs,
  name.firewallLogs,
  name.archiveLogs,
];

/**
 * A script that makes what moto makes of no template, and lets something happen to it: an alarm
 * rings, logs have a line.
 */
export function happened(template: CellTemplate): string {
  const alarm = template.ofType('AWS::CloudWatch::Alarm').find(({ physicalId }) => physicalId === ringing);
  const schedules = template.ofType('AWS::Scheduler::Schedule').map(({ properties }) => properties);
  const line = '"timestamp=$(date +%s000),message=Error"';
  return [
    `aws cloudwatch put-metric-alarm ${given({ ...alarm?.properties, Tags: [] })}`,
    `aws cloudwatch set-alarm-state --alarm-name ${ringing} --state-value ALARM --state-reason 'a letter came'`,
    'aws s3api create-bucket --bucket archive --create-bucket-configuration LocationConstraint=$AWS_REGION',
    `aws firehose create-delivery-stream --delivery-stream-name ${name.archiveStream} \\
      --extended-s3-destination-configuration BucketARN=arn:aws:s3:::archive,RoleARN=arn:aws:iam::123456789012:role/writes`,
    ...schedules.map((schedule) => `aws scheduler create-schedule ${given(schedule)}`),
    ...logGroups.flatMap((group) => [
      `aws logs create-log-stream --log-group-name ${group} --log-stream-name a`,
      `aws logs put-log-events --log-group-name ${group} --log-stream-name a --log-events ${line}`,
    ]),
  ].join('\n');
}

function given(properties: object): string {
  return `--cli-input-json '${JSON.stringify(properties)}'`;
}
