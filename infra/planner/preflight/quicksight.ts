import type { QuickSightPeople } from '../../cells/quicksight-people.ts';
import type { Check, Subject } from './check.ts';
import { blocks, type Finding, fine, warns } from './finding.ts';
import { eachLookedUp, notLookedUp } from './not-looked-up.ts';

/** QuickSight has what the cell's stack of it needs: edition, people and their groups, the data source that it does not make itself. */
export const quickSightCheck: Check = {
  title: 'QuickSight',
  run: async (subject) => {
    const { cell, account, accountId } = subject;
    const { quickSightDataSourceArn: dataSource, quickSightPeople: people } = cell;
    if (people === undefined) return [];
    const edition = await account.quickSightEdition();
    if (edition === undefined)
      return [
        blocks(
          'QUICKSIGHT_NOT_THERE',
          `The account ${accountId} has not signed up for QuickSight.`,
          `aws quicksight create-account-subscription --edition ENTERPRISE --authentication-method IAM_AND_QUICKSIGHT --aws-account-id ${accountId} --account-name <a name of yours> --notification-email <an address> --region ${people.identityRegion}`,
        ),
      ];
    if (edition === 'STANDARD')
      return [
        blocks(
          'QUICKSIGHT_STANDARD',
          'QuickSight is there in its Standard edition, whose API makes no data sets. Upgrade it in its console (Manage QuickSight, Manage subscriptions): AWS has no command for that, and no way back. The command says whether it is done.',
          `aws quicksight describe-account-subscription --aws-account-id ${accountId} --query AccountInfo.Edition --region ${cell.region}`,
        ),
      ];
    return [
      fine('QUICKSIGHT_EDITION', `QuickSight is there: ${edition}.`),
      await usersFinding(subject, people),
      ...(dataSource === undefined ? [] : [await dataSourceFinding(subject, dataSource)]),
      ...(await groupFindings(subject, people)),
    ];
  },
};

async function usersFinding(
  { account, accountId }: Subject,
  { identityRegion, namespace }: QuickSightPeople,
): Promise<Finding> {
  try {
    const users = await account.quickSightUsers();
    if (users > 0) return fine('QUICKSIGHT_USERS', `QuickSight knows ${users} people.`);
    return warns(
      'QUICKSIGHT_NO_USERS',
      'QuickSight knows nobody, so nobody can look at a dashboard.',
      `aws quicksight register-user --identity-type IAM --user-role READER --iam-arn <ARN of a role> --session-name <name> --email <an address> --namespace ${namespace} --aws-account-id ${accountId} --region ${identityRegion}`,
    );
  } catch (error) {
    return notLookedUp('the people that QuickSight knows', error);
  }
}

async function dataSourceFinding({ account, accountId, cell }: Subject, arn: string): Promise<Finding> {
  const id = arn.slice(arn.lastIndexOf('/') + 1);
  const list = `aws quicksight list-data-sources --aws-account-id ${accountId} --region ${cell.region}`;
  try {
    const status = await account.quickSightDataSource(id);
    if (status === undefined)
      return blocks('QUICKSIGHT_NO_DATA_SOURCE', `QuickSight has no data source ${arn}.`, list);
    return /^(CREATION|UPDATE)_SUCCESSFUL$/.test(status)
      ? fine('QUICKSIGHT_DATA_SOURCE', `The data source ${id} is there.`)
      : blocks('QUICKSIGHT_DATA_SOURCE_UNUSABLE', `The data source ${id} is ${status}.`, list);
  } catch (error) {
    return notLookedUp(`the data source ${id}`, error);
  }
}

/** The groups that the stack lets in: with one of them missing it does not deploy. */
async function groupFindings(
  { account, accountId, cell }: Subject,
  { identityRegion: region, namespace, groups }: QuickSightPeople,
): Promise<readonly Finding[]> {
  const names = [...new Set(Object.values(groups))];
  const wrong = await eachLookedUp(
    names.map((name) => ({ name, thing: name })),
    (some) => `the groups of people in QuickSight (${some})`,
    async (name) => {
      const found = await account.quickSightGroup({ region, namespace, name });
      if (found === 'there') return [];
      return found === 'missing'
        ? [
            blocks(
              'QUICKSIGHT_NO_GROUP',
              `QuickSight has no group ${name} in the namespace ${namespace}.`,
              `aws quicksight create-group --group-name "${name}" --namespace ${namespace} --aws-account-id ${accountId} --region ${region}`,
            ),
          ]
        : [
            blocks(
              'QUICKSIGHT_IDENTITY_REGION',
              `QuickSight keeps people in ${found.keptIn}, not in ${region}: correct identityRegion in the cell's entry.`,
              `sed -i.bak "/name: '${cell.name}'/,/identityRegion/s/identityRegion: '[^']*'/identityRegion: '${found.keptIn}'/" infra/cells/cells.ts infra/cells/examples.ts`,
            ),
          ];
    },
  );
  if (wrong.length > 0) return unique(wrong);
  return [fine('QUICKSIGHT_GROUPS', `QuickSight has the groups ${names.join(', ')}.`)];
}

/** What is wrong for all groups alike is said once. */
function unique(findings: readonly Finding[]): readonly Finding[] {
  const said = findings.map(({ message }) => message);
  return findings.filter(({ message }, index) => said.indexOf(message) === index);
}
