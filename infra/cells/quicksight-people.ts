import { type Persona, personas } from '../../dashboards/kpis/kpi.ts';
import { regionErrors } from './regions.ts';
import { when } from './sentences.ts';

/** Who looks at figures in QuickSight, and who builds on the same data. */
export type Audience = Persona | 'authors';
export const audiences: readonly Audience[] = [...personas, 'authors'];

/** The people of an account's QuickSight, as far as figures are for them. */
export interface QuickSightPeople {
  /** Where QuickSight keeps the account's people: the Region that it was signed up for in. */
  readonly identityRegion: string;
  /** `default`, unless groups are in another namespace. */
  readonly namespace: string;
  /** The group of each audience. A group may stand for several. */
  readonly groups: Readonly<Record<Audience, string>>;
}

/** What is wrong with them, a sentence each. Forms: API reference of QuickSight, CreateGroup. */
export function quickSightPeopleErrors({ identityRegion, namespace, groups }: QuickSightPeople): string[] {
  return [
    ...regionErrors(identityRegion),
    ...when(
      !/^[\w.-]{1,64}$/.test(namespace),
      `the namespace "${namespace}" of its people in QuickSight must be up to 64 letters, digits, dots, dashes and underscores`,
    ),
    ...audiences
      .filter((audience) => !/^[!-ÿ][ -ÿ]*$/.test(groups[audience]))
      .map((audience) => `its group of ${audience} in QuickSight needs a name of Latin characters`),
  ];
}
