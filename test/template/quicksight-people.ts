import type { QuickSightPeople } from '../../infra/cells/quicksight-people.ts';

/** People of an account whose QuickSight was signed up for in another Region than a cell's. */
export const somePeople: QuickSightPeople = {
  identityRegion: 'us-east-2',
  namespace: 'default',
  groups: { executive: 'executives', operations: 'on duty', finance: 'finance', authors: 'analysts' },
};
