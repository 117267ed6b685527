import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv, type ErrorObject } from 'ajv';
import { isStatusOf } from '../../functions/core/invoice/lifecycle.ts';
import { CliError, exitCodes } from '../errors.ts';
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
  return parseMapping(readFileSync(file, 'utf8'), file);
}

const validate = new Ajv({ allErrors: true, strict: false }).compile<Mapping>(mappingSchema);

/**
 * Parses a mapping.
 * @param file what to call it in errors
 * @throws {CliError} MAPPING_INVALID
 */
export function parseMapping(text: string, file: string): Mapping {
  const mapping = parseJson(text, file);
  if (!validate(mapping)) throw invalid(file, (validate.errors ?? []).map(describe));
  const problems = [...wrongStatuses(mapping), ...wrongPatterns(mapping)];
  if (problems.length > 0) throw invalid(file, problems);
  return mapping;
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw invalid(file, [error instanceof Error ? error.message : String(error)]);
  }
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

/** Each status must belong to its stage. */
function wrongStatuses(mapping: Mapping): string[] {
  return Object.entries(mapping.activities)
    .filter(([, { stage, status }]) => !isStatusOf(stage, status))
    .map(
      ([activity, { stage, status }]) =>
        `/activities/${activity}/status "${status}" is not a status of ${stage}`,
    );
}

/** Every `match` pattern must be a regular expression. */
function wrongPatterns(mapping: Mapping): string[] {
  const patterns: string[] = [];
  JSON.stringify(mapping.fields, (key, value: unknown) => {
    if (key === 'pattern' && typeof value === 'string') patterns.push(value);
    return value;
  });
  return patterns.filter((pattern) => !isRegExp(pattern)).map((p) => `"${p}" is not a regular expression`);
}

function isRegExp(text: string): boolean {
  try {
    new RegExp(text);
    return true;
  } catch {
    return false;
  }
}
