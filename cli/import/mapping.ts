import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv, type ErrorObject } from 'ajv';
import { parseStrictJson } from '../../lib/strict-json.ts';
import { CliError, exitCodes } from '../errors.ts';
import { mappingProblems } from './mapping-problems.ts';
import { type Mapping, mappingSchema } from './mapping-schema.ts';

const shippedFolder = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'schemas', 'mappings');

/** The names of the mappings that ship with the product. */
export function shippedMappings(): readonly string[] {
  return readdirSync(shippedFolder)
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.slice(0, -'.json'.length));
}

/**
 * Loads a mapping: a file, or one that ships with the product by its name.
 * @throws {CliError} MAPPING_UNKNOWN, MAPPING_INVALID naming every bad field
 */
export function loadMapping(pathOrName: string): Mapping {
  const shipped = join(shippedFolder, `${pathOrName}.json`);
  const file = existsSync(pathOrName) || !shippedMappings().includes(pathOrName) ? pathOrName : shipped;
  if (!existsSync(file)) {
    throw new CliError(
      'MAPPING_UNKNOWN',
      `There is no mapping "${pathOrName}".`,
      `Give --mapping a file, or one of: ${shippedMappings().join(', ')}.`,
      exitCodes.usage,
    );
  }
  return parseMapping(utf8(readFileSync(file), file), file);
}

function utf8(bytes: Buffer, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw invalid(file, ['it is not UTF-8']);
  }
}

const validate = new Ajv({ allErrors: true, strict: false }).compile<Mapping>(mappingSchema);

/**
 * Parses a mapping.
 * @param file what to call it in errors
 * @throws {CliError} MAPPING_INVALID
 */
export function parseMapping(text: string, file: string): Mapping {
  const json = parseStrictJson(text);
  if ('problem' in json) throw invalid(file, [json.problem]);
  const mapping: unknown = json.value;
  if (!validate(mapping)) throw invalid(file, (validate.errors ?? []).map(describe));
  const problems = mappingProblems(mapping);
  if (problems.length > 0) throw invalid(file, problems);
  return mapping;
}

function invalid(file: string, problems: readonly string[]): CliError {
  return new CliError(
    'MAPPING_INVALID',
    `The mapping ${file} is not valid: ${problems.join('; ')}.`,
    'Correct the fields named above; schemas/mappings holds a working example.',
    exitCodes.usage,
  );
}

/** One error of the validator, as `/path/to/field what is wrong`. */
function describe(error: ErrorObject): string {
  const { additionalProperty, allowedValues } = error.params;
  const path = error.instancePath === '' ? '/' : error.instancePath;
  if (typeof additionalProperty === 'string') return `${path} has an unknown field "${additionalProperty}"`;
  if (Array.isArray(allowedValues)) return `${path} must be one of ${allowedValues.join(', ')}`;
  return `${path} ${error.message}`;
}
