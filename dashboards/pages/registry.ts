import type { Persona } from '../kpis/kpi.ts';
import type { Dashboard } from './dashboard.ts';
import { executive } from './executive.ts';
import { finance } from './finance.ts';
import { operations } from './operations.ts';

/** The pages of figures, in the order of the navigation. */
export const dashboards: readonly (Dashboard & { readonly id: Persona })[] = [executive, operations, finance];
