import type { JsonObject } from '../../../../lib/json.ts';
import { at, textAt } from '../../invariants/resources.ts';
import { type Board, isFilled, type Parameter, parameterNamed } from '../board.ts';
import { dataSetParametersOf } from '../data-set.ts';
import { duplicates, type Finding, finding, nameIn } from '../finding.ts';
import { everythingIn, listIn, type Placed } from '../walk.ts';
import type { BoardRule } from './rule.ts';

interface Use {
  readonly path: string;
  readonly name: string;
  /** The parameters that can be used there, by their kind; all of them unless given. */
  readonly kinds?: readonly string[];
}

const numbers = ['IntegerParameterDeclaration', 'DecimalParameterDeclaration'];
const dates = ['DateTimeParameterDeclaration'];
const whole = ['IntegerParameterDeclaration'];
const texts = ['StringParameterDeclaration'];

/** Which parameters what is around the name of one can use. */
const kindsTaken: Readonly<Record<string, readonly string[]>> = {
  NumericEqualityFilter: numbers,
  RangeMinimum: numbers,
  RangeMaximum: numbers,
  TimeEqualityFilter: dates,
  RangeMinimumValue: dates,
  RangeMaximumValue: dates,
  AnchorDateConfiguration: dates,
  RelativeDatesFilter: whole,
  TopBottomFilter: whole,
  CustomFilterConfiguration: texts,
  DateTimePicker: dates,
  Slider: numbers,
};

const names = ['ParameterName', 'SourceParameterName', 'DestinationParameterName', 'Parameter'];

/** Parameters are declared once, of the kind that they are used as, and used. */
export const parameters: BoardRule = (board) => {
  const uses = usesIn(board);
  return [
    ...duplicates(board.parameters, 'parameter-twice', 'parameter'),
    ...uses.flatMap((use) => faultsOf(board, use)),
    ...board.parameters
      .filter(({ name, value }) => !uses.some((use) => use.name === name) && !isMapped(value))
      .map(({ name, path }) => finding('parameter-unused', path, `Nothing uses "${name}"`)),
    ...board.parameters.flatMap((parameter) => withoutDefault(board, parameter)),
    ...board.parameters.flatMap((parameter) => mapped(board, parameter)),
  ];
};

function isMapped(value: JsonObject): boolean {
  return isFilled(value.MappedDataSetParameters);
}

function usesIn({ definition }: Board): readonly Use[] {
  return everythingIn(definition.value, definition.path).flatMap(({ name, path, value }): readonly Use[] => {
    if (typeof value !== 'string') return [];
    if (names.includes(name)) {
      const around = path.split('.').at(-2) ?? '';
      const kinds = kindsTaken[around];
      return [{ path, name: value, ...(kinds && { kinds }) }];
    }
    // In an expression, in a text (`${name}`) or in the address of a link (`<<$name>>`).
    return [...value.matchAll(/\$\{(\w+)\}|<<\$(\w+)>>/g)].map(([, inText, inAddress]) => ({
      path,
      name: inText ?? inAddress ?? '',
    }));
  });
}

function faultsOf(board: Board, { path, name, kinds }: Use): readonly Finding[] {
  const parameter = parameterNamed(board, name);
  if (!parameter) {
    // Calculated fields say it themselves.
    if (path.endsWith('.Expression') && path.includes('.CalculatedFields.')) return [];
    return [finding('parameter-unknown', path, `No parameter "${name}" is declared`)];
  }
  if (!kinds || kinds.includes(parameter.kind)) return [];
  return [finding('parameter-type', path, `"${name}" is a ${parameter.kind}, which does not fit there`)];
}

/** A filter by a parameter that is not set shows nothing, unless somebody can set it. */
function withoutDefault(board: Board, { name, kind, path, value }: Parameter): readonly Finding[] {
  const defaults = at(value, 'DefaultValues');
  const has =
    isFilled(at(defaults, 'StaticValues')) ||
    at(defaults, 'RollingDate') !== undefined ||
    at(defaults, 'DynamicValue') !== undefined;
  if (has) return [];
  const controlled = board.sheets.some(({ parameterControls }) =>
    parameterControls.some((control) => control.value.SourceParameterName === name),
  );
  if (kind === 'DateTimeParameterDeclaration')
    return [finding('parameter-without-default', path, `"${name}" is a date, and has no default`)];
  return controlled
    ? []
    : [finding('parameter-without-default', path, `"${name}" has neither a default nor a control`)];
}

function mapped(board: Board, parameter: Parameter): readonly Finding[] {
  return listIn(parameter, 'MappedDataSetParameters').flatMap((each: Placed<JsonObject>) => {
    const declared = board.dataSets.find(({ identifier }) => identifier === each.value.DataSetIdentifier);
    const resource = declared?.resource;
    if (!resource || resource === 'outside') return [];
    const name = nameIn(each.value.DataSetParameterName);
    const target = dataSetParametersOf(resource).find((one) => one.name === name);
    if (!target)
      return [finding('data-set-parameter-unknown', `${each.path}.DataSetParameterName`, `No "${name}"`)];
    const type = target.kind.replace('DatasetParameter', '');
    return parameter.kind.startsWith(type)
      ? []
      : [finding('parameter-type', each.path, `"${name}" is a ${target.kind}, not a ${parameter.kind}`)];
  });
}

/** A control fits how many values its parameter takes. */
export const multiValued: BoardRule = (board) =>
  board.sheets.flatMap(({ parameterControls }) =>
    parameterControls.flatMap(({ value, path }) => {
      const parameter = parameterNamed(board, nameIn(value.SourceParameterName));
      const many = textAt(parameter?.value, 'ParameterValueType') === 'MULTI_VALUED';
      const type = textAt(value, 'Type');
      if (!parameter || type === undefined || (type === 'MULTI_SELECT') === many) return [];
      return [
        finding('parameter-values', `${path}.Type`, `"${parameter.name}" takes ${many ? 'many' : 'one'}`),
      ];
    }),
  );
