import type { CellTemplate } from '../../template/cell-template.ts';
import { type Definition, DefinitionError, readResource } from '../../template/definition.ts';
import { encryption, labels, logging, neverUnreachable, permissions } from '../../template/without-effect.ts';
import type { BusRule, BusSettings } from '../bus.ts';
import { compilePattern } from '../patterns/event-pattern.ts';
import type { Queue } from '../queue.ts';
import { patternOf } from './pattern-of.ts';
import { queueWithArn } from './queues.ts';

const busWithoutEffect = {
  ...labels,
  KmsKeyIdentifier: encryption,
  DeadLetterConfig: neverUnreachable,
  LogConfig: logging,
  Policy: permissions,
} as const;

const ruleWithoutEffect = { ...labels, Name: 'rules are told apart by their ARNs' } as const;

const targetWithoutEffect = {
  Id: 'targets are told apart by their ARNs',
  RoleArn: permissions,
  DeadLetterConfig: neverUnreachable,
  RetryPolicy: neverUnreachable,
} as const;

/**
 * The rules of the one event bus.
 * @throws {DefinitionError} when there is not exactly one bus, or a rule has a target that cannot
 * run here
 */
export function rulesOf(
  template: CellTemplate,
  queues: ReadonlyMap<string, Queue>,
): Pick<BusSettings, 'rules'> {
  const busName = readBusName(template);
  const rules = template
    .ofType('AWS::Events::Rule')
    .map((resource) => ({
      name: resource.logicalId,
      // A rule without an identity in the templates cannot be named by a replay either.
      arn: resource.arn ?? resource.logicalId,
      ...readResource(resource, ruleWithoutEffect, readRule),
    }))
    // Nothing puts events on a bus that is not in the templates, such as the account's default one.
    .filter((rule) => rule.enabled && rule.busName === busName);
  return { rules: rules.flatMap((rule) => runnable(rule, template, queues)) };
}

function readBusName(template: CellTemplate): string {
  const [bus, ...others] = template
    .ofType('AWS::Events::EventBus')
    .map((resource) => readResource(resource, busWithoutEffect, (definition) => definition.text('Name')));
  if (bus === undefined || others.length > 0)
    throw new DefinitionError(
      `The emulator runs exactly one event bus; the templates have ${bus === undefined ? 0 : others.length + 1}`,
    );
  return bus;
}

interface RuleDefinition {
  readonly busName: string;
  readonly enabled: boolean;
  readonly matches: BusRule['matches'];
  readonly targets: readonly { readonly arn: string; readonly groupId: string | undefined }[];
}

function readRule(rule: Definition): RuleDefinition {
  return {
    busName: rule.optionalText('EventBusName') ?? 'default',
    enabled: !rule.has('State') || rule.oneOf('State', ['ENABLED', 'DISABLED']) === 'ENABLED',
    matches: patternOf(rule, () => compilePattern(rule.document('EventPattern'))),
    targets: rule.list('Targets', targetWithoutEffect).map((target) => ({
      arn: target.text('Arn'),
      groupId: target.optionalObject('SqsParameters')?.text('MessageGroupId'),
    })),
  };
}

/** The rule with its queues; nothing when it has no target that runs here. */
function runnable(
  { name, arn, matches, targets }: RuleDefinition & Pick<BusRule, 'name' | 'arn'>,
  template: CellTemplate,
  queues: ReadonlyMap<string, Queue>,
): BusRule[] {
  const served = targets.filter(({ arn }) => !isArchiveStream(template, arn));
  if (served.length === 0) return [];
  return [
    {
      name,
      arn,
      matches,
      targets: served.map(({ arn, groupId }) => ({ queue: queueWithArn(queues, arn), groupId })),
    },
  ];
}

/**
 * Whether a target is a stream into an archive. Nothing is sent there: the bus has a file of every
 * event already, on disk before the event is accepted, and a second one would only cost time.
 */
function isArchiveStream(template: CellTemplate, arn: string): boolean {
  return template.find(arn)?.type === 'AWS::KinesisFirehose::DeliveryStream';
}
