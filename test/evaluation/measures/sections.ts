import type { Section } from '../section.ts';
import { amountSections } from './amounts.ts';
import { durationSections } from './durations.ts';
import { shareSections } from './shares.ts';
import { vendorSections } from './vendors.ts';

export const measureSections: readonly Section[] = [
  ...shareSections,
  ...amountSections,
  ...durationSections,
  ...vendorSections,
];
