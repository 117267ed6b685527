import { isObject, parseJsonObject } from '../../../lib/json.ts';
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

/** The cell that is reconciled, and at which pace. */
export interface ReconcilerSettings {
  readonly prefix: string;
  readonly partitions: readonly { readonly name: string; readonly stage: Stage }[];
  readonly pace: PatrolPace;
}

/** The settings of a deployed cell. */
export interface DeployedReconcilerSettings extends ReconcilerSettings {
  /** Whole days that archive and time series keep events. */
  readonly keptDays: number;
}

/** The settings as an environment variable holds them: as short as can be, for all of them share 4 KB. */
export function reconcilerSettingsText({
  prefix,
  partitions,
  pace,
  keptDays,
}: DeployedReconcilerSettings): string {
  const { intervalMs, maxMinutes, maxAgain, budgetMs } = pace;
  const byStage = Object.fromEntries(
    stages.map((stage) => [
      stage,
      partitions.filter((partition) => partition.stage === stage).map(({ name }) => name),
    ]),
  );
  return JSON.stringify({ prefix, byStage, keptDays, pace: [intervalMs, maxMinutes, maxAgain, budgetMs] });
}

/** The inverse of `reconcilerSettingsText`. @throws {Error} when the text is none of its */
export function readReconcilerSettings(text: string): DeployedReconcilerSettings {
  const { prefix, byStage, keptDays, pace } = parseJsonObject(text) ?? {};
  if (
    typeof prefix !== 'string' ||
    !isObject(byStage) ||
    typeof keptDays !== 'number' ||
    !Array.isArray(pace)
  )
    throw new Error('The settings of the reconciler cannot be read; the stack that deploys it sets them.');
  const [intervalMs = 0, maxMinutes = 1, maxAgain = 1, budgetMs = 0] = pace.map(Number);
  const partitions = stages.flatMap((stage) => {
    const names = byStage[stage];
    return Array.isArray(names) ? names.map((name) => ({ name: String(name), stage })) : [];
  });
  return { prefix, partitions, keptDays, pace: { intervalMs, maxMinutes, maxAgain, budgetMs } };
}
