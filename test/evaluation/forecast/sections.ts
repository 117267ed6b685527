import type { Section } from '../section.ts';
import { busiestHourSection } from './busiest-hour-section.ts';
import { cashFlowSections } from './cash-flow-sections.ts';
import { volumeSections } from './volume-sections.ts';

export const forecastSections: readonly Section[] = [
  ...volumeSections,
  busiestHourSection,
  ...cashFlowSections,
];
