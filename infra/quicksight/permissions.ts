import type { Persona } from '../../dashboards/kpis/kpi.ts';
import { type Audience, audiences, type QuickSightPeople } from '../cells/quicksight-people.ts';
import { groupArns, type PeoplesAccount } from './persona-groups.ts';

/** What people may be let in to. */
export type Shared =
  | { readonly kind: 'dataSource' | 'dataSet' | 'theme' | 'analysis' | 'topic' }
  | { readonly kind: 'dashboard'; readonly persona: Persona };

/** Who may do what with a resource, in the form of CloudFormation. */
export interface Permission {
  readonly principal: string;
  readonly actions: string[];
}

/** The same in the form of the API and its command. */
export function grantsOf(permissions: readonly Permission[]) {
  return permissions.map(({ principal, actions: granted }) => ({ Principal: principal, Actions: granted }));
}

/**
 * The actions of each level that is given, as AWS groups them. QuickSight refuses others.
 *
 * - data source, used: developer guide, UpdateDataSourcePermissions
 * - data set, used: developer guide, UpdateDataSetPermissions
 * - theme, used: API reference, UpdateThemePermissions, "User"
 * - analysis, owned: developer guide, UpdateAnalysisPermissions; no other level is documented
 * - dashboard, viewed: developer guide, UpdateDashboardPermissions
 * - topic, asked: user guide, "Work with topics using the APIs"
 */
const actions: Readonly<Record<Shared['kind'], readonly string[]>> = {
  dataSource: ['DescribeDataSource', 'DescribeDataSourcePermissions', 'PassDataSource'],
  dataSet: [
    'DescribeDataSet',
    'DescribeDataSetPermissions',
    'PassDataSet',
    'DescribeIngestion',
    'ListIngestions',
  ],
  theme: ['DescribeTheme', 'DescribeThemeAlias', 'ListThemeAliases', 'ListThemeVersions'],
  analysis: [
    'RestoreAnalysis',
    'UpdateAnalysisPermissions',
    'DeleteAnalysis',
    'QueryAnalysis',
    'DescribeAnalysisPermissions',
    'DescribeAnalysis',
    'UpdateAnalysis',
  ],
  dashboard: ['DescribeDashboard', 'ListDashboardVersions', 'QueryDashboard'],
  topic: ['DescribeTopic'],
};

/**
 * Who is let in. Each persona sees its dashboard; authors see all of them, and build their own on the data sets.
 * Nobody owns a data source, a data set, a theme or a dashboard: what people change by hand the templates neither
 * know nor find. The analysis is there to be changed. The data source takes any SQL, in the name of a role that
 * reads what the data sets are made of and nothing else.
 */
function audiencesOf(shared: Shared): readonly Audience[] {
  switch (shared.kind) {
    case 'dashboard':
      return [shared.persona, 'authors'];
    case 'topic':
      return audiences;
    default:
      return ['authors'];
  }
}

/** Who may do what with it: at least one group, each once. */
export function permissionsOn(
  shared: Shared,
  people: QuickSightPeople,
  account: PeoplesAccount,
): Permission[] {
  const granted = actions[shared.kind].map((action) => `quicksight:${action}`);
  return groupArns(people, audiencesOf(shared), account).map((principal) => ({
    principal,
    actions: granted,
  }));
}
