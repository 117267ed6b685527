import type { CellTemplate } from '../emulator/template/cell-template.ts';
import { cellMetadata, processorOf } from '../functions/core/names.ts';

/** @throws {Error} when the templates do not say which cell they are of */
export function cellNameOf({ metadata }: CellTemplate): string {
  const name = metadata[cellMetadata];
  if (typeof name === 'string') return name;
  throw new Error(`The templates do not say in ${cellMetadata} which cell they are of`);
}

/** What the names of the cell's resources begin with, as those of its processors tell. */
export function cellPrefixOf(functions: readonly { readonly name: string }[]): string {
  return functions.map(({ name }) => processorOf(name)?.prefix).find((prefix) => prefix !== undefined) ?? '';
}
