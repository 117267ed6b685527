import { textAt } from '../../invariants/resources.ts';
import { type Board, type CalculatedField, columnsOf, hasField, namesOf, parameterNamed } from '../board.ts';
import { fieldsOf, levelOf, parametersOf, unknownFunctions } from '../expressions/meaning.ts';
import { parse } from '../expressions/parse.ts';
import { duplicates, type Finding, finding } from '../finding.ts';
import type { BoardRule } from './rule.ts';

/** Calculated fields say something, of fields and parameters that exist, and none goes in a circle. */
export const calculatedFields: BoardRule = (board) => [
  ...duplicates(
    board.calculated.map(({ identifier, name, path }) => ({ name: `${identifier}.${name}`, path })),
    'calculated-field-twice',
    'calculated field',
  ),
  ...board.calculated.flatMap((field) => faultsOf(board, field)),
];

function faultsOf(board: Board, field: CalculatedField): readonly Finding[] {
  const place = `${field.path}.Expression`;
  const { node, identifier, name } = field;
  if (!node) return [finding('expression-syntax', place, syntaxFault(field))];
  const hides = columnsOf(board, identifier)?.some((column) => column.name === name)
    ? [finding('calculated-field-twice', field.path, `"${name}" is a column of the data set`)]
    : [];
  return [
    ...hides,
    ...unknownFunctions(node).map((each) => finding('function-unknown', place, `No function "${each}"`)),
    ...fieldsOf(node)
      .filter((each) => !hasField(board, identifier, each))
      .map((each) => finding('field-unknown', place, `"${identifier}" has no field "${each}"`)),
    ...parametersOf(node)
      .filter((each) => !parameterNamed(board, each))
      .map((each) => finding('parameter-unknown', place, `No parameter "${each}" is declared`)),
    ...levelOf(node, namesOf(board, identifier, [name])).faults.map((fault) =>
      finding('aggregation-mixed', place, `It has ${fault}`),
    ),
    ...(restsOnItself(board, field) ? [finding('field-circular', place, `"${name}" rests on itself`)] : []),
  ];
}

function syntaxFault({ value }: CalculatedField): string {
  try {
    parse(textAt(value, 'Expression') ?? '');
    return 'It says nothing';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function restsOnItself(board: Board, field: CalculatedField): boolean {
  const seen = new Set<string>();
  const waiting = field.node ? [...fieldsOf(field.node)] : [];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (name === field.name) return true;
    if (seen.has(name)) continue;
    seen.add(name);
    const inner = board.calculated.find((each) => each.name === name && each.identifier === field.identifier);
    if (inner?.node) waiting.push(...fieldsOf(inner.node));
  }
  return false;
}
