import type { CfnDashboard } from 'aws-cdk-lib/aws-quicksight';
import { vendorParameter, vendorSheet } from './actions.ts';
import { columnOf } from './fields.ts';

/** The currency of what is about one currency. */
export const forecastCurrency = 'ForecastCurrency';

/** How far back what is unusual is shown. */
export const recentDays = 35;

/** A year of whole months, or of whole weeks for those who look closer. */
const periods = {
  MONTH: { from: "truncDate('MM', addDateTime(-12, 'MM', now()))", to: "truncDate('MM', now())" },
  WEEK: { from: "truncDate('WK', addDateTime(-12, 'WK', now()))", to: "truncDate('WK', now())" },
} as const;

export type Steps = keyof typeof periods;

/** @param currency of forecasts unless another is chosen; undefined if there are none */
export function parameters(
  steps: Steps,
  currency: string | undefined,
): CfnDashboard.ParameterDeclarationProperty[] {
  const date = (name: string, expression: string) => ({
    dateTimeParameterDeclaration: {
      ...{ name, timeGranularity: 'DAY', defaultValues: { rollingDate: { expression } } },
    },
  });
  return [
    date('From', periods[steps].from),
    date('To', periods[steps].to),
    {
      stringParameterDeclaration: {
        ...{ name: vendorParameter, parameterValueType: 'SINGLE_VALUED' },
        // Every vendor until one is chosen.
        valueWhenUnset: { valueWhenUnsetOption: 'RECOMMENDED_VALUE' },
      },
    },
    ...(currency === undefined
      ? []
      : [
          {
            stringParameterDeclaration: {
              ...{ name: forecastCurrency, parameterValueType: 'SINGLE_VALUED' },
              defaultValues: { staticValues: [currency] },
            },
          },
        ]),
  ];
}

/** The controls of a sheet. */
export function parameterControls(
  sheetId: string,
  hasOneCurrency: boolean,
): readonly { readonly id: string; readonly control: CfnDashboard.ParameterControlProperty }[] {
  const picker = (sourceParameterName: string, title: string) => {
    const id = `${sheetId}-${sourceParameterName}`;
    return {
      id,
      control: { dateTimePicker: { parameterControlId: id, sourceParameterName, title } },
    };
  };
  const dropdown = (sourceParameterName: string, title: string, column: string) => {
    const id = `${sheetId}-${sourceParameterName}`;
    return {
      id,
      control: {
        dropdown: {
          ...{ parameterControlId: id, sourceParameterName, title, type: 'SINGLE_SELECT' },
          selectableValues: { linkToDataSetColumn: columnOf('invoices', column) },
        },
      },
    };
  };
  return [
    picker('From', 'From'),
    picker('To', 'Up to, not including'),
    ...(sheetId === vendorSheet ? [dropdown(vendorParameter, 'This vendor', 'vendorId')] : []),
    ...(hasOneCurrency ? [dropdown(forecastCurrency, 'Currency of the forecast', 'currency')] : []),
  ];
}
