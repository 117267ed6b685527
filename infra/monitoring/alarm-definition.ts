import type { MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { AlarmKindName } from './alarm-kinds.ts';

/** One alarm: what it watches. How is a matter of its kind. */
export interface AlarmDefinition {
  readonly kind: AlarmKindName;
  /** Tells alarms of a kind apart; part of the name. Without it the cell has one of the kind. */
  readonly subject?: string;
  /** The resources watched, as the description names them. */
  readonly watches: readonly string[];
  /** Its period is that of the kind. */
  readonly metric: Metric | MathExpression;
}
