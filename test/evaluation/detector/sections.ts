import type { Section } from '../section.ts';
import { generatedSections } from './generated-section.ts';
import { nabSection } from './nab-section.ts';

export const detectorSections: readonly Section[] = [...generatedSections, nabSection];
