import type { Section } from '../section.ts';
import { shareSections } from './shares.ts';

export const measureSections: readonly Section[] = shareSections;
