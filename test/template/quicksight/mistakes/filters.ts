import { isJsonArray, isObject } from '../../../../lib/json.ts';
import { become, gone, type Mistake, twice } from './mistake.ts';
import { definition, details, overview, scopes, vendorFilter } from './places.ts';

/** What can be wrong with filters and their controls. */
export const filterMistakes: readonly Mistake[] = [
  {
    what: 'a filter holds on a sheet that is not there',
    at: `${scopes(1)}.1.SheetId`,
    to: become('detail'),
    rule: 'sheet-unknown',
    also: ['control-elsewhere'],
  },
  {
    what: 'a filter holds for a visual that is not there',
    at: `${scopes(2)}.0.VisualIds`,
    to: become(['trend', 'trends']),
    rule: 'visual-unknown',
    found: `${scopes(2)}.0.VisualIds.1`,
  },
  {
    what: 'a filter holds for a visual of another sheet',
    at: `${scopes(2)}.0.VisualIds`,
    to: become(['trend', 'list']),
    rule: 'visual-unknown',
    found: `${scopes(2)}.0.VisualIds.1`,
  },
  {
    what: 'a filter of some visuals names none',
    at: `${scopes(2)}.0.VisualIds`,
    to: gone,
    rule: 'filter-scope',
    also: ['filter-without-effect'],
  },
  {
    what: 'a filter of all visuals names some',
    at: `${scopes(1)}.0.VisualIds`,
    to: become(['trend']),
    rule: 'filter-scope',
  },
  {
    what: 'a filter has no scope',
    at: `${definition}.FilterGroups.0.ScopeConfiguration`,
    to: become({}),
    rule: 'filter-scope',
  },
  {
    what: 'a filter has two scopes',
    at: `${definition}.FilterGroups.1.ScopeConfiguration.AllSheets`,
    to: become({}),
    rule: 'filter-scope',
    found: `${definition}.FilterGroups.1.ScopeConfiguration`,
  },
  {
    what: 'a filter has two scopes on a sheet',
    at: scopes(1),
    to: twice,
    rule: 'filter-scope',
    found: `${scopes(1)}.2`,
  },
  {
    what: 'a filter does not say whether of all data sets',
    at: `${definition}.FilterGroups.0.CrossDataset`,
    to: gone,
    rule: 'filter-scope',
  },
  {
    what: 'a group of filters has none',
    at: `${definition}.FilterGroups.0.Filters`,
    to: become([]),
    rule: 'filter-group-empty',
    found: `${definition}.FilterGroups.0`,
  },
  {
    what: 'a group of filters is there twice',
    at: `${definition}.FilterGroups`,
    to: twice,
    rule: 'filter-group-twice',
    found: `${definition}.FilterGroups.3`,
    also: ['filter-twice'],
  },
  {
    what: 'a filter is there twice',
    at: `${definition}.FilterGroups.0.Filters`,
    to: twice,
    rule: 'filter-twice',
    found: `${definition}.FilterGroups.0.Filters.1.CategoryFilter`,
  },
  {
    what: 'a period does not say what of missing dates',
    at: `${definition}.FilterGroups.1.Filters.0.TimeRangeFilter.NullOption`,
    to: gone,
    rule: 'filter-null-option',
    found: `${definition}.FilterGroups.1.Filters.0.TimeRangeFilter`,
  },
  {
    what: 'a custom filter does not say what of missing values',
    at: `${definition}.FilterGroups.0.Filters.0.CategoryFilter.Configuration.CustomFilterConfiguration.NullOption`,
    to: gone,
    rule: 'filter-null-option',
    found: `${definition}.FilterGroups.0.Filters.0.CategoryFilter.Configuration.CustomFilterConfiguration`,
  },
  {
    what: 'a filter is of a data set that its visuals do not show',
    at: `${definition}.FilterGroups.2.ScopeConfiguration`,
    to: become({
      SelectedSheets: {
        SheetVisualScopingConfigurations: [
          { SheetId: 'details', Scope: 'SELECTED_VISUALS', VisualIds: ['waiting'] },
        ],
      },
    }),
    rule: 'filter-without-effect',
    found: vendorFilter,
    also: ['control-elsewhere'],
  },
  {
    what: 'a control sets a filter that is not there',
    at: `${overview}.FilterControls.0.Dropdown.SourceFilterId`,
    to: become('vendors'),
    rule: 'filter-unknown',
  },
  {
    what: 'a control sets a group of filters',
    at: `${overview}.FilterControls.0.Dropdown.SourceFilterId`,
    to: become('by-vendor'),
    rule: 'filter-unknown',
  },
  {
    what: 'a control is on a sheet where its filter does not hold',
    at: scopes(1),
    to: become([
      { SheetId: 'overview', Scope: 'ALL_VISUALS' },
      { SheetId: 'elsewhere', Scope: 'ALL_VISUALS' },
    ]),
    rule: 'control-elsewhere',
    found: `${details}.FilterControls.0.CrossSheet`,
    also: ['sheet-unknown'],
  },
  {
    what: 'a control of sheets is of a filter without a default one',
    at: `${definition}.FilterGroups.1.Filters.0.TimeRangeFilter.DefaultFilterControlConfiguration`,
    to: gone,
    rule: 'control-of-sheets',
    found: `${overview}.FilterControls.1.CrossSheet`,
  },
  {
    what: 'a filter of one sheet has controls of sheets',
    at: scopes(1),
    to: become([{ SheetId: 'overview', Scope: 'ALL_VISUALS' }]),
    rule: 'control-of-sheets',
    found: `${definition}.FilterGroups.1.Filters.0.TimeRangeFilter`,
    also: ['control-elsewhere'],
  },
  {
    what: 'a category is picked as a date',
    at: `${overview}.FilterControls.0`,
    to: become({ DateTimePicker: { FilterControlId: 'pick-vendor', SourceFilterId: 'vendor' } }),
    rule: 'control-type',
    found: `${overview}.FilterControls.0.DateTimePicker`,
  },
  {
    what: 'a control depends on one that is not there',
    at: `${overview}.FilterControls.0.Dropdown.CascadingControlConfiguration.SourceControls.0.SourceSheetControlId`,
    to: become('pick-country'),
    rule: 'control-unknown',
  },
  {
    what: 'a filter is of a data set that its sheet does not show',
    at: `${vendorFilter}.Column`,
    to: become({ DataSetIdentifier: 'stages', ColumnName: 'stage' }),
    rule: 'filter-without-effect',
    found: vendorFilter,
  },
  {
    what: 'a filter of the only sheet has controls of sheets',
    at: definition,
    to: (old) => {
      const { Sheets, FilterGroups, ...others } = isObject(old) ? old : {};
      const [currency = {}, period] = isJsonArray(FilterGroups) ? FilterGroups : [];
      const everywhere = { ...(isObject(period) ? period : {}), ScopeConfiguration: { AllSheets: {} } };
      const sheets = isJsonArray(Sheets) ? Sheets.slice(0, 1) : [];
      return { ...others, Sheets: sheets, FilterGroups: [currency, everywhere] };
    },
    rule: 'control-of-sheets',
    found: `${definition}.FilterGroups.1.Filters.0.TimeRangeFilter`,
    also: ['sheet-unknown', 'data-set-unused', 'filter-unknown'],
  },
];
