import type { MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { AlarmKind } from './alarm-kind.ts';

/** What one alarm watches; its kind says how. */
export interface Watch {
  /**
   * Tells alarms of a kind apart and is part of the name. A cell has at most one alarm of the kind
   * without it.
   */
  readonly subject?: string;
  /** The resources watched, as the description names them. */
  readonly watches: readonly string[];
  /** Its period is that of the kind. */
  readonly metric: Metric | MathExpression;
}

/** One alarm. */
export interface AlarmDefinition extends Watch {
  readonly kind: AlarmKind;
  /** Part of its name. */
  readonly kindName: string;
}

/** What tells the alarm apart from all others of a cell: kind and subject, as its name has them. */
export function partOfName({ kindName, subject }: AlarmDefinition): string {
  return [kindName, subject].filter((part) => part !== undefined).join('-');
}

/** A watch of one of these kinds. */
export type WatchOf<KindName> = Watch & { readonly kind: KindName };

/** The alarms of a subject, each with its kind. */
export function alarmsOfKinds<KindName extends string>(
  kinds: Readonly<Record<KindName, AlarmKind>>,
  watches: readonly WatchOf<NoInfer<KindName>>[],
): readonly AlarmDefinition[] {
  return watches.map(({ kind, ...watch }) => ({ ...watch, kindName: kind, kind: kinds[kind] }));
}
