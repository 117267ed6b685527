import type { CfnDashboard } from 'aws-cdk-lib/aws-quicksight';

/** The sheet about one vendor. */
export const vendorSheet = 'vendor';
/** The vendor that it is about. */
export const vendorParameter = 'Vendor';

/** Leads from what is clicked to the sheet about its vendor. An action has two operations at most. */
export function toVendor(visualId: string, sourceField: string): CfnDashboard.VisualCustomActionProperty {
  return {
    customActionId: `${visualId}-to-vendor`,
    name: 'Show this vendor',
    trigger: 'DATA_POINT_CLICK',
    status: 'ENABLED',
    actionOperations: [
      {
        navigationOperation: { localNavigationConfiguration: { targetSheetId: vendorSheet } },
      },
      {
        setParametersOperation: {
          parameterValueConfigurations: [
            { destinationParameterName: vendorParameter, value: { sourceField } },
          ],
        },
      },
    ],
  };
}

/** Narrows the other visuals of the sheet to what is clicked. */
export function narrowing(visualId: string): CfnDashboard.VisualCustomActionProperty {
  return {
    customActionId: `${visualId}-narrow`,
    name: 'Narrow this sheet',
    trigger: 'DATA_POINT_CLICK',
    status: 'ENABLED',
    actionOperations: [
      {
        filterOperation: {
          selectedFieldsConfiguration: { selectedFieldOptions: 'ALL_FIELDS' },
          targetVisualsConfiguration: {
            sameSheetTargetVisualConfiguration: { targetVisualOptions: 'ALL_VISUALS' },
          },
        },
      },
    ],
  };
}

/** A dashboard that another one leads to. */
export interface Destination {
  readonly title: string;
  readonly url: string;
}

/** Leads to other dashboards, with the period that is chosen. */
export function toDashboards(
  visualId: string,
  destinations: readonly Destination[],
): readonly CfnDashboard.VisualCustomActionProperty[] {
  return destinations.map(({ title, url }, index) => ({
    customActionId: `${visualId}-to-${index}`,
    name: `Open ${title}`,
    trigger: 'DATA_POINT_MENU',
    status: 'ENABLED',
    actionOperations: [
      {
        urlOperation: {
          urlTemplate: `${url}#p.From=<<$From>>&p.To=<<$To>>`,
          urlTarget: 'NEW_TAB',
        },
      },
    ],
  }));
}
