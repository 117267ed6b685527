import { type Definition, DefinitionError } from '../../template/definition.ts';
import { InvalidPatternError } from '../patterns/invalid-pattern.ts';

/**
 * Compiles the pattern or filter policy of a resource.
 * @throws {DefinitionError} naming the resource and the place, for one that the service would refuse
 */
export function patternOf<T>(definition: Definition, compile: () => T): T {
  try {
    return compile();
  } catch (error) {
    if (!(error instanceof InvalidPatternError)) throw error;
    throw new DefinitionError(`${definition.owner}: ${error.message}`, { cause: error });
  }
}
