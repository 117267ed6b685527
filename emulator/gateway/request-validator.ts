import AjvDraft04 from 'ajv-draft-04';
import addFormats from 'ajv-formats';
import { DefinitionError } from '../template/definition.ts';
import { fieldMessages } from './field-messages.ts';
import type { RestApi } from './rest-api.ts';
import type { Value } from './velocity/values.ts';

/** Checks a parsed body; undefined when it is valid, otherwise what is wrong with every field. */
export type Validate = (json: Value) => string | undefined;

const maxListLength = 20;
const maxTextLength = 10_000;
const maxUnknownNames = 30;

/** Every property name a schema speaks of, at any depth. */
function namesIn(schema: unknown): readonly string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const named = 'properties' in schema ? Object.keys(Object(schema.properties)) : [];
  return [...named, ...Object.values(schema).flatMap(namesIn)];
}

/**
 * A bad document cut to what there is to say about it, so that finding every error costs no more
 * for ten megabytes of them: lists to 20 items (one more than any model allows would do), objects
 * to the fields the schema knows and 30 others, texts to 10,000 characters.
 */
function cut(value: Value, known: ReadonlySet<string>): Value {
  if (typeof value === 'string') return value.slice(0, maxTextLength);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.slice(0, maxListLength).map((item) => cut(item, known));
  let unknown = 0;
  const kept: [string, Value][] = [];
  for (const [name, item] of Object.entries(value) as [string, Value][]) {
    if (known.has(name)) kept.push([name, cut(item, known)]);
    else if (unknown < maxUnknownNames) {
      unknown += 1;
      kept.push([name, typeof item === 'string' ? item.slice(0, maxTextLength) : item]);
    }
  }
  return Object.fromEntries(kept);
}

/**
 * Makes validators of an API's models. A valid body is checked once, stopping at nothing; a bad one
 * is checked again for all its errors.
 */
export function createValidators(api: RestApi): (modelName: string) => Validate {
  const options = { strict: false, logger: false } as const;
  const quick = addFormats.default(new AjvDraft04.default(options));
  const thorough = addFormats.default(new AjvDraft04.default({ ...options, allErrors: true, verbose: true }));
  const uri = (name: string) => `https://apigateway.amazonaws.com/restapis/${api.id}/models/${name}`;
  for (const [name, schema] of Object.entries(api.models))
    for (const ajv of [quick, thorough]) ajv.addSchema(schema, uri(name));

  return (modelName) => {
    const model = api.models[modelName];
    const isValid = quick.getSchema(uri(modelName));
    if (!model || !isValid) throw new DefinitionError(`there is no model ${modelName}`);
    const known = new Set(namesIn(model));
    return (json) => {
      if (isValid(json)) return undefined;
      // Compiled at the first bad body: that takes longer than all the rest of a start.
      const findErrors = thorough.getSchema(uri(modelName));
      const excerpt = cut(json, known);
      return !findErrors || findErrors(excerpt)
        ? '[body: is not what the model allows]'
        : fieldMessages(findErrors.errors ?? [], excerpt);
    };
  };
}
