import type { JsonObject } from '../../../lib/json.ts';
import { boardsOf } from './board.ts';
import type { Finding } from './finding.ts';
import { actions } from './rules/actions.ts';
import { calculatedFields } from './rules/calculated-fields.ts';
import { columns, declarations, roles } from './rules/columns.ts';
import { dataSets, dataSources } from './rules/data-sets.ts';
import { filterControls, filterGroups } from './rules/filters.ts';
import { layouts } from './rules/layouts.ts';
import { counts, dataSetLimits, forms, lengths, templateSize } from './rules/limits.ts';
import { multiValued, parameters } from './rules/parameters.ts';
import { resources } from './rules/resources.ts';
import type { BoardRule, DeploymentRule } from './rules/rule.ts';
import { labels, sheets } from './rules/sheets.ts';
import { topics } from './rules/topics.ts';
import { fields, hierarchies } from './rules/visuals.ts';
import { deploymentOf } from './template.ts';

const boardRules: readonly BoardRule[] = [
  declarations,
  columns,
  roles,
  calculatedFields,
  parameters,
  multiValued,
  filterGroups,
  filterControls,
  sheets,
  fields,
  hierarchies,
  actions,
  layouts,
  labels,
  counts,
  forms,
];

const deploymentRules: readonly DeploymentRule[] = [
  resources,
  dataSources,
  dataSets,
  dataSetLimits,
  lengths,
  topics,
];

/**
 * What QuickSight would refuse of the templates of a deployment, or take and show broken: every reference of a
 * data source, data set, analysis, dashboard, theme or topic that leads nowhere, and every limit that is
 * passed. Nothing for templates without QuickSight.
 *
 * @param templates as synthesized, by the names of their stacks
 */
export function quickSightFaults(templates: Readonly<Record<string, JsonObject>>): readonly Finding[] {
  const deployment = deploymentOf(templates);
  if (deployment.resources.length === 0) return [];
  const boards = boardsOf(deployment);
  return [
    ...deploymentRules.flatMap((rule) => rule(deployment)),
    ...boards.flatMap((board) => boardRules.flatMap((rule) => rule(board))),
    ...Object.entries(templates).flatMap(([stack, template]) => templateSize(stack, template)),
  ];
}
