import { assert, constantFrom, property, record } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { personas } from '../../../dashboards/kpis/kpi.ts';
import { permissionsOn, type Shared } from '../../../infra/quicksight/permissions.ts';
import { somePeople as people } from '../../template/quicksight-people.ts';

const account = { partition: 'aws', account: '111122223333' };
const arn = (group: string) => `arn:aws:quicksight:us-east-2:111122223333:group/default/${group}`;

function principalsOf(shared: Shared, of = people) {
  return permissionsOn(shared, of, account).map(({ principal }) => principal);
}

const everything: readonly Shared[] = [
  ...personas.map((persona) => ({ kind: 'dashboard', persona }) as const),
  ...(['dataSource', 'dataSet', 'theme', 'analysis', 'topic'] as const).map((kind) => ({ kind })),
];

describe('Given the groups of people in QuickSight', () => {
  test.each([
    ['executive', 'executives'],
    ['operations', 'on duty'],
    ['finance', 'finance'],
  ] as const)('When it is the %s dashboard, Then its persona and authors see it', (persona, group) => {
    expect(principalsOf({ kind: 'dashboard', persona })).toEqual([arn(group), arn('analysts')]);
  });

  test.each(['dataSource', 'dataSet', 'theme', 'analysis'] as const)(
    'When it is a %s, Then authors use it',
    (kind) => {
      expect(principalsOf({ kind })).toEqual([arn('analysts')]);
    },
  );

  test('When it is the topic, Then everybody may ask', () => {
    expect(principalsOf({ kind: 'topic' })).toEqual(
      ['executives', 'on duty', 'finance', 'analysts'].map(arn),
    );
  });

  test('When anything but an analysis is shared, Then nobody may change it', () => {
    for (const shared of everything.filter(({ kind }) => kind !== 'analysis'))
      for (const { actions } of permissionsOn(shared, people, account))
        for (const action of actions) expect(action).toMatch(/^quicksight:(Describe|List|Query|Pass)[A-Z]/);
  });

  test('When an analysis is shared, Then the grouping is the one that AWS documents', () => {
    const [permission] = permissionsOn({ kind: 'analysis' }, people, account);
    expect(permission?.actions.toSorted()).toEqual([
      'quicksight:DeleteAnalysis',
      'quicksight:DescribeAnalysis',
      'quicksight:DescribeAnalysisPermissions',
      'quicksight:QueryAnalysis',
      'quicksight:RestoreAnalysis',
      'quicksight:UpdateAnalysis',
      'quicksight:UpdateAnalysisPermissions',
    ]);
  });

  test('When a group stands for any of several audiences, Then it is named once', () => {
    const group = constantFrom('a', 'b');
    const groups = record({ executive: group, operations: group, finance: group, authors: group });
    assert(
      property(constantFrom(...everything), groups, (shared, named) => {
        const principals = principalsOf(shared, { ...people, groups: named });
        expect(principals.length).toBeGreaterThan(0);
        expect(new Set(principals).size).toBe(principals.length);
      }),
    );
  });
});
