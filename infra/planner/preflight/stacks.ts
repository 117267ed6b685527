import type { Cell } from '../../cells/cell.ts';
import { namedForCdk } from '../../cells/examples.ts';
import { isProtected } from '../../cells/protection.ts';
import type { AccountStack } from './account.ts';
import type { Check } from './check.ts';
import { blocks, type Finding, fine, warns } from './finding.ts';
import { stackNames } from './stack-names.ts';

/** No stack of the cell is in a state that a deployment cannot start from. */
export const stacksCheck: Check = {
  title: 'stacks of the cell',
  run: async ({ cell, account }) => {
    const names = Object.values(stackNames(cell));
    const stacks = await Promise.all(names.map(async (name) => ({ name, stack: await account.stack(name) })));
    const there = stacks.flatMap(({ name, stack }) => (stack ? [{ name, stack }] : []));
    if (there.length === 0)
      return [fine('STACKS_NEW', `None of the stacks is there yet: ${names.join(', ')}.`)];
    const findings = there.map(({ name, stack }) => verdict(name, stack, cell));
    const allStand = there.length === names.length && findings.every(({ severity }) => severity === 'fine');
    return [...findings, ...(allStand && !isProtected(cell) ? [unprotected(cell)] : [])];
  },
};

function unprotected(cell: Cell): Finding {
  const { name } = cell;
  return warns(
    'STACKS_UNPROTECTED',
    `All stacks of ${name} stand, and nothing keeps them from being deleted: write \`stands: true\` in its entry in infra/cells/cells.ts and deploy it again.`,
    `npx cdk deploy '${name}/*'${namedForCdk(cell)}`,
  );
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html has the states. */
function verdict(name: string, { status, isProtected: isLocked }: AccountStack, cell: Cell) {
  const { region } = cell;
  const aws = (command: string) => `aws cloudformation ${command} --stack-name ${name} --region ${region}`;
  const is = `The stack ${name} is ${status}`;
  if (status.endsWith('_IN_PROGRESS') && status !== 'REVIEW_IN_PROGRESS')
    return blocks('STACK_BUSY', `${is}: wait until that is over.`, aws('describe-stacks'));
  if (status === 'UPDATE_ROLLBACK_FAILED')
    return blocks(
      'STACK_STUCK',
      `${is}: a deployment failed and could not be undone. Undo it, leaving out with --orphan what cannot be put back.`,
      `npx cdk rollback ${cell.name}/${name.slice(cell.name.length + 1)}${namedForCdk(cell)}`,
    );
  if (!/^(CREATE|UPDATE|UPDATE_ROLLBACK|IMPORT|IMPORT_ROLLBACK)_COMPLETE$/.test(status))
    return neverStood(is, isLocked, aws);
  return fine('STACK_STANDS', `${is}.`);
}

/** A stack whose first deployment failed: the CDK deletes it before it makes it anew, unless it is locked. */
function neverStood(is: string, isLocked: boolean, aws: (command: string) => string): Finding {
  return isLocked
    ? blocks(
        'STACK_LOCKED',
        `${is}, and protected from being deleted, so it cannot be made anew.`,
        aws('update-termination-protection --no-enable-termination-protection'),
      )
    : warns(
        'STACK_FAILED_BEFORE',
        `${is}. The next deployment deletes it and makes it anew; what went wrong is among its events.`,
        aws('describe-stack-events'),
      );
}
