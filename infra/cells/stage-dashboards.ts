import { type Stage, stages } from '../../schemas/stages.ts';
import type { Cell } from './cell.ts';

/**
 * The stages that have a dashboard of their own, beside the one of the whole path. Each dashboard costs
 * 3 USD a month, and a small cell has so few events that the graphs of the whole path are enough:
 * https://aws.amazon.com/cloudwatch/pricing/
 */
export function stagesWithDashboard({ profile }: Pick<Cell, 'profile'>): readonly Stage[] {
  return profile === 'small' ? [] : stages;
}
