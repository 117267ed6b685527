import type { CellTemplate, Resource } from '../../template/cell-template.ts';
import { DefinitionError } from '../../template/definition.ts';

/** @throws {DefinitionError} when there is none of that type, or more than one */
export function onlyOne(template: CellTemplate, type: string): Resource {
  const [one, ...others] = template.ofType(type);
  if (!one || others.length > 0)
    throw new DefinitionError(
      `The emulator serves exactly one ${type}; the templates have ${one ? others.length + 1 : 0}`,
    );
  return one;
}
