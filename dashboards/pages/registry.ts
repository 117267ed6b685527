import type { Dashboard } from './dashboard.ts';
import { finance } from './finance.ts';

/** The pages of figures, in the order of the navigation. */
export const dashboards: readonly Dashboard[] = [finance];
