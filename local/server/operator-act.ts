import { Ajv, type ErrorObject } from 'ajv';
import type { JSONSchema } from 'json-schema-to-ts';
import { BemsError } from '../../functions/core/errors.ts';
import type { OperatorAct } from './operator-routes.ts';

const ajv = new Ajv({ allErrors: true });

/**
 * An act whose body is checked first.
 * @param schema of the body, which `Body` is the type of; without `additionalProperties: false` it
 * takes unknown fields
 */
export function operatorAct<Body>(schema: JSONSchema, act: (body: Body) => Promise<unknown>): OperatorAct {
  const isValid = ajv.compile<Body>(schema);
  return async (body: unknown) => {
    if (!isValid(body)) throw invalidBody(isValid.errors ?? []);
    return act(body);
  };
}

function invalidBody(errors: readonly ErrorObject[]): BemsError {
  return new BemsError(
    'INVALID_BODY',
    `The body is not what this takes: ${errors.map(described).join('; ')}.`,
    {
      nextStep: 'Correct the fields named above.',
      failureClass: 'permanent',
    },
  );
}

/** One error, as `/path/to/field what is wrong`. */
function described({ instancePath, message, params }: ErrorObject): string {
  const { additionalProperty } = params;
  const at = instancePath === '' ? '/' : instancePath;
  return typeof additionalProperty === 'string'
    ? `${at} has an unknown field "${additionalProperty}"`
    : `${at} ${message}`;
}
