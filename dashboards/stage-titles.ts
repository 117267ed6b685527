import type { Stage } from '../schemas/stages.ts';

/** What each stage is called on a page. */
export const stageTitles: Readonly<Record<Stage, string>> = {
  ingestion: 'Ingestion',
  reconciliation: 'Reconciliation',
  authorization: 'Authorization',
  posting: 'Posting',
};
