import { Ajv, type ErrorObject } from 'ajv';
import addFormats from 'ajv-formats';
import type { JSONSchema } from 'json-schema-to-ts';
import { BemsError } from '../../functions/core/errors.ts';
import type { OperatorAct } from './operator-routes.ts';

const ajv = new Ajv({ allErrors: true });
addFormats.default(ajv);

/**
 * An act whose body is checked first.
 * @param schema of the body, which `Body` is the type of; without `additionalProperties: false` it
 * takes unknown fields
 */
export function operatorAct<Body>(schema: JSONSchema, act: (body: Body) => Promise<unknown>): OperatorAct {
  const checked = checkedBy<Body>(schema);
  return async (body) => act(checked(body));
}

/**
 * A function that returns what it is given as the type that the schema describes.
 * @throws {BemsError} INVALID_REQUEST, naming every bad field
 */
export function checkedBy<T>(schema: JSONSchema): (value: unknown) => T {
  const isValid = ajv.compile<T>(schema);
  return (value) => {
    if (isValid(value)) return value;
    const problems = (isValid.errors ?? []).map(described).join('; ');
    throw new BemsError('INVALID_REQUEST', `The request is not what this takes: ${problems}.`, {
      nextStep: 'Correct the fields named above.',
      failureClass: 'permanent',
    });
  };
}

/** One error, as `/path/to/field what is wrong`. */
function described({ instancePath, message, params }: ErrorObject): string {
  const { additionalProperty } = params;
  const at = instancePath === '' ? '/' : instancePath;
  return typeof additionalProperty === 'string'
    ? `${at} has an unknown field "${additionalProperty}"`
    : `${at} ${message}`;
}
