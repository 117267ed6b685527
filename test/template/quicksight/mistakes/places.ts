/** Places of the template without a fault: logical ids, and paths in the properties. */
export const definition = 'Board.Definition';
export const overview = `${definition}.Sheets.0`;
export const details = `${definition}.Sheets.1`;
export const share = `${overview}.Visuals.0.KPIVisual`;
export const trend = `${overview}.Visuals.1.LineChartVisual`;
export const vendors = `${overview}.Visuals.2.BarChartVisual`;
export const list = `${details}.Visuals.0.TableVisual`;
export const waiting = `${details}.Visuals.1.PieChartVisual`;
export const trendWells = `${trend}.ChartConfiguration.FieldWells.LineChartAggregatedFieldWells`;
export const shareField = `${share}.ChartConfiguration.FieldWells.Values.0.NumericalMeasureField`;
export const vendorWells = `${vendors}.ChartConfiguration.FieldWells.BarChartAggregatedFieldWells`;
export const vendorFilter = `${definition}.FilterGroups.2.Filters.0.CategoryFilter`;
export const grid = `${overview}.Layouts.0.Configuration.GridLayout.Elements`;
export const controlGrid = `${overview}.SheetControlLayouts.0.Configuration.GridLayout.Elements`;
export const narrow = `${vendors}.Actions.0.ActionOperations.0.FilterOperation`;
export const scopes = (group: number) =>
  `${definition}.FilterGroups.${group}.ScopeConfiguration.SelectedSheets.SheetVisualScopingConfigurations`;
export const parameter = (index: number, kind: string) =>
  `${definition}.ParameterDeclarations.${index}.${kind}ParameterDeclaration`;
export const expression = (index: number) => `${definition}.CalculatedFields.${index}.Expression`;
