import type { NamedResource } from '../../stores/store-plan.ts';
import type { AccountReader } from './account.ts';
import type { Check, Subject } from './check.ts';
import { blocks, type Finding, fine } from './finding.ts';
import { eachLookedUp, notLookedUp } from './not-looked-up.ts';
import { namesOf } from './resource-names.ts';
import { stackNames } from './stack-names.ts';

/** No name that the cell wants is taken by anything but the cell itself. */
export const takenNamesCheck: Check = {
  title: 'names that are taken',
  run: async (subject) => {
    const { cell, account, accountId } = subject;
    const own = await ownNames(account, Object.values(stackNames(cell)));
    const { queues, topics, others } = namesOf(cell, accountId);
    const foreign = others.filter(({ identifier }) => !own.has(identifier));
    const findings = [
      await listed(subject, 'AWS::SQS::Queue', queues, own, () => account.queues(cell.prefix)),
      await listed(subject, 'AWS::SNS::Topic', topics, own, () => account.topics()),
      await looked(subject, foreign),
    ].flat();
    const count = queues.length + topics.length + others.length;
    return findings.length > 0
      ? findings
      : [
          fine(
            'NAMES_FREE',
            `None of the ${count} names that ${cell.name} wants is taken by something else.`,
          ),
        ];
  },
};

/** What the stacks have made, as a name and as CloudFormation identifies it. */
async function ownNames(account: AccountReader, stacks: readonly string[]): Promise<ReadonlySet<string>> {
  const own = new Set<string>();
  for (const stack of stacks) {
    if ((await account.stack(stack)) === undefined) continue;
    for (const id of await account.madeBy(stack)) own.add(id).add(nameIn(id));
  }
  return own;
}

/** The name in a queue's URL or a topic's ARN; any other id is a name. */
function nameIn(id: string): string {
  if (/^https?:/.test(id)) return id.slice(id.lastIndexOf('/') + 1);
  return /^arn:[^:]+:sns:/.test(id) ? id.slice(id.lastIndexOf(':') + 1) : id;
}

/** The names of a kind that there may be hundreds of: the account lists what it has. */
async function listed(
  { cell }: Subject,
  type: string,
  wanted: readonly string[],
  own: ReadonlySet<string>,
  list: () => Promise<readonly string[]>,
): Promise<readonly Finding[]> {
  try {
    const there = new Set(await list());
    return wanted
      .filter((name) => there.has(name) && !own.has(name))
      .map((identifier) => taken({ type, identifier }, cell.region));
  } catch (error) {
    return [notLookedUp(`whether names of ${type} are taken`, error)];
  }
}

/** Names that are looked at one by one. */
function looked(
  { cell, account }: Subject,
  resources: readonly NamedResource[],
): Promise<readonly Finding[]> {
  return eachLookedUp(
    resources.map((thing) => ({ name: thing.type, thing })),
    (types) => `whether names of ${types} are taken`,
    async (resource) => ((await account.has(resource)) ? [taken(resource, cell.region)] : []),
  );
}

function taken({ type, identifier }: NamedResource, region: string): Finding {
  return blocks(
    'NAME_TAKEN',
    `There is a ${type} called ${identifier} already, and no stack of the cell has made it: an earlier attempt left it, or it is somebody else’s. Look at it; if it is empty and nobody’s, delete it, otherwise give the cell another prefix.`,
    lookCommand({ type, identifier }, region),
  );
}

function lookCommand({ type, identifier }: NamedResource, region: string): string {
  if (type === 'AWS::SQS::Queue')
    return `aws sqs get-queue-url --queue-name ${identifier} --region ${region}`;
  if (type === 'AWS::SNS::Topic')
    return `aws sns list-topics --query "Topics[?ends_with(TopicArn, ':${identifier}')]" --region ${region}`;
  return `aws cloudcontrol get-resource --type-name ${type} --identifier '${identifier}' --region ${region}`;
}
