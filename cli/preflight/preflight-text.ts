import type { Cell } from '../../infra/cells/cell.ts';
import { namedForCdk } from '../../infra/cells/examples.ts';
import type { Given } from '../../infra/planner/preflight/check.ts';
import { type Finding, type Severity, severities } from '../../infra/planner/preflight/finding.ts';
import type { Preflight } from '../../infra/planner/preflight/preflight.ts';

/** What was found, for a person: what blocks first, each with the command that sets it right. */
export function preflightText(found: Preflight, cell: Cell, given: Given): string {
  const { account, caller, region, findings } = found;
  const count = (severity: Severity) => findings.filter((finding) => finding.severity === severity).length;
  const counts = severities.map((severity) => `${severity} ${count(severity)}`).join(', ');
  return [
    `Cell ${cell.name} in ${region}, account ${account} (${caller}): ${counts}.`,
    ...findings.map(findingText),
    outcome(found, cell, given),
  ].join('\n\n');
}

function findingText({ severity, code, message, fix }: Finding): string {
  const indent = ' '.repeat(9);
  return [`${severity.padEnd(8)} ${code}`, `${indent}${message}`, ...(fix ? [`${indent}$ ${fix}`] : [])].join(
    '\n',
  );
}

function outcome({ account, findings }: Preflight, cell: Cell, { certificateArn }: Given): string {
  const has = (severity: Severity) => findings.some((finding) => finding.severity === severity);
  if (has('blocks')) return 'Set right what blocks, then run this again.';
  const found = findings.find(({ code }) => code === 'CERTIFICATE')?.arn;
  const certificate = cell.domain
    ? ` -c certificate:${cell.domain.name}=${certificateArn ?? found ?? '<certificate ARN>'}`
    : '';
  const deploy = `npx cdk deploy '${cell.name}/*'${namedForCdk(cell)} -c account:${cell.account}=${account}${certificate}`;
  const caution = has('unknown') ? 'Nothing is known to block; what is unknown may.' : 'Nothing blocks.';
  return `${caution} Deploy it:\n${deploy}`;
}
