import { isJsonArray, parseJsonObject } from '../../../lib/json.ts';
import { type Stage, stages } from '../../../schemas/stages.ts';

/** How much rounds of reconciling look at, and how often. */
export interface PatrolPace {
  /** Milliseconds from one round to the next; what is called in between only says how things stand. */
  readonly intervalMs: number;
  /** Minutes that one look takes. */
  readonly maxMinutes: number;
  /** Earlier minutes that a round looks at again. */
  readonly maxAgain: number;
  /** Milliseconds after which a round begins no further look. */
  readonly budgetMs: number;
}

/** A partition as reconciling knows it. */
export interface ReconciledPartition {
  readonly name: string;
  readonly stage: Stage;
  /** Whose relay serves it; without one, the relay of those without. */
  readonly group?: string | undefined;
}

/** The cell that is reconciled, and at which pace. */
export interface ReconcilerSettings {
  readonly prefix: string;
  readonly partitions: readonly ReconciledPartition[];
  readonly pace: PatrolPace;
}

/** The settings of a deployed cell. */
export interface DeployedReconcilerSettings extends ReconcilerSettings {
  /** Whole days that archive and time series keep events. */
  readonly keptDays: number;
}

/** No group is called so. */
const withoutGroup = '';

/**
 * The settings as an environment variable holds them: as short as can be, for all of them share 4 KB. A group is its
 * name, and then the names of its partitions, comma by comma, stage by stage.
 */
export function reconcilerSettingsText({
  prefix,
  partitions,
  pace,
  keptDays,
}: DeployedReconcilerSettings): string {
  const { intervalMs, maxMinutes, maxAgain, budgetMs } = pace;
  const groups = [...Map.groupBy(partitions, ({ group }) => group ?? withoutGroup)].map(
    ([group, grouped]) => [
      group,
      ...stages.map((stage) =>
        grouped
          .filter((each) => each.stage === stage)
          .map(({ name }) => name)
          .join(),
      ),
    ],
  );
  return JSON.stringify({ prefix, groups, keptDays, pace: [intervalMs, maxMinutes, maxAgain, budgetMs] });
}

/** The inverse of `reconcilerSettingsText`. @throws {Error} when the text is none of its */
export function readReconcilerSettings(text: string): DeployedReconcilerSettings {
  const { prefix, groups, keptDays, pace } = parseJsonObject(text) ?? {};
  if (
    typeof prefix !== 'string' ||
    !isJsonArray(groups) ||
    typeof keptDays !== 'number' ||
    !Array.isArray(pace)
  )
    throw new Error('The settings of the reconciler cannot be read; the stack that deploys it sets them.');
  const [intervalMs = 0, maxMinutes = 1, maxAgain = 1, budgetMs = 0] = pace.map(Number);
  const partitions = groups.flatMap((each) => {
    const [group, ...byStage] = isJsonArray(each) ? each : [];
    return stages.flatMap((stage, index): readonly ReconciledPartition[] => {
      const names = byStage[index];
      if (typeof names !== 'string' || names === '') return [];
      return names.split(',').map((name) => ({
        ...{ name, stage },
        ...(typeof group === 'string' && group !== withoutGroup && { group }),
      }));
    });
  });
  return { prefix, partitions, keptDays, pace: { intervalMs, maxMinutes, maxAgain, budgetMs } };
}
