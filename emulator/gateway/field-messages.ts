import type { ErrorObject } from 'ajv';
import { type FieldPath, fieldName } from '../../lib/field-path.ts';
import type { Value } from './velocity/values.ts';

const maxMessages = 20;

/** A JSON pointer as a path; positions are told from names by the document itself. */
function pathOf(pointer: string, document: Value): FieldPath {
  let value: Value | undefined = document;
  return pointer
    .split('/')
    .slice(1)
    .map((token) => {
      const name = token.replaceAll('~1', '/').replaceAll('~0', '~');
      const part = Array.isArray(value) ? Number(name) : name;
      value =
        typeof value === 'object' && value !== null ? (value as Record<string, Value>)[part] : undefined;
      return part;
    });
}

function listed(values: unknown): string {
  return Array.isArray(values) ? values.map(String).join(', ') : '';
}

function plural(count: number, one: string) {
  return `${count} ${one}${count === 1 ? '' : 's'}`;
}

function withArticle(type: string) {
  return /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`;
}

function types(type: unknown): string {
  return (Array.isArray(type) ? type : String(type).split(','))
    .map((each: string) => withArticle(each))
    .join(' or ');
}

/** With the schema's description: `is not in the required form (ISO 4217, e.g. EUR)`. */
function form(schema: unknown, fallback: string): string {
  const description =
    typeof schema === 'object' && schema !== null && 'description' in schema
      ? String(schema.description)
      : '';
  return description === '' ? fallback : `${fallback} (${description.replace(/\.$/, '')})`;
}

function fieldsOf(schema: unknown): string {
  return typeof schema === 'object' && schema !== null && 'properties' in schema
    ? Object.keys(Object(schema.properties)).join(', ')
    : '';
}

/** What an error says of the field itself, by keyword. Values of the request are never repeated. */
const sentences: Readonly<Record<string, (error: ErrorObject) => string>> = {
  type: ({ params }) => `must be ${types(params.type)}`,
  enum: ({ params }) => `must be one of ${listed(params.allowedValues)}`,
  pattern: ({ parentSchema }) => form(parentSchema, 'is not in the required form'),
  format: ({ params }) => `is not a valid ${params.format}`,
  minLength: ({ params }) =>
    params.limit === 1 ? 'must not be empty' : `must have at least ${plural(params.limit, 'character')}`,
  maxLength: ({ params }) => `must have at most ${plural(params.limit, 'character')}`,
  minimum: ({ params }) => `must be ${params.comparison} ${params.limit}`,
  maximum: ({ params }) => `must be ${params.comparison} ${params.limit}`,
  minItems: ({ params }) => `must have at least ${plural(params.limit, 'item')}`,
  maxItems: ({ params }) => `must have at most ${plural(params.limit, 'item')}`,
  minProperties: ({ parentSchema }) => `must have at least one of ${fieldsOf(parentSchema)}`,
  maxProperties: ({ params }) => `must have at most ${plural(params.limit, 'field')}`,
  uniqueItems: () => 'must not repeat an item',
  not: () => 'is not allowed',
};

interface Message {
  readonly path: FieldPath;
  readonly sentence: string;
}

/** Only a wrapper around what is said in detail by other errors. */
const wrappers = new Set(['anyOf', 'oneOf', 'allOf', 'if', '$ref']);

function message(error: ErrorObject, path: FieldPath): Message {
  const { keyword, params } = error;
  if (keyword === 'required' || keyword === 'dependencies')
    return { path: [...path, params.missingProperty], sentence: 'is required' };
  if (keyword === 'additionalProperties')
    return { path: [...path, params.additionalProperty], sentence: 'is not a known field' };
  return { path, sentence: sentences[keyword]?.(error) ?? error.message ?? 'is not allowed' };
}

/** `#/dependencies/events/maxProperties`: the field that, if present, stands alone. */
function aloneField(error: ErrorObject): string | undefined {
  return error.keyword === 'maxProperties' && error.params.limit === 1
    ? /\/dependencies\/([^/]+)\/maxProperties$/.exec(error.schemaPath)?.[1]
    : undefined;
}

function namesIn(document: Value, path: FieldPath): readonly string[] {
  let value: Value | undefined = document;
  for (const part of path) value = Object(value)[part] as Value | undefined;
  return Object.keys(Object(value));
}

/** Something of the wrong type can be none of the allowed values: the first says it. */
function withoutEchoes(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  const mistyped = new Set(
    errors.filter(({ keyword }) => keyword === 'type').map(({ instancePath }) => instancePath),
  );
  return errors.filter(({ keyword, instancePath }) => keyword !== 'enum' || !mistyped.has(instancePath));
}

function allMessages(errors: readonly ErrorObject[], document: Value): Message[] {
  // A client that sends a batch means a batch: what its stray fields would require of a single
  // event is noise.
  const alone = new Map(
    errors.flatMap((error) => {
      const field = aloneField(error);
      return field === undefined ? [] : [[error.instancePath, field] as const];
    }),
  );
  return withoutEchoes(errors).flatMap((error): Message[] => {
    const path = pathOf(error.instancePath, document);
    const single = alone.get(error.instancePath);
    if (aloneField(error))
      return namesIn(document, path)
        .filter((name) => name !== single)
        .map((name) => ({ path: [...path, name], sentence: `cannot stand beside ${single}` }));
    if (wrappers.has(error.keyword) || (single !== undefined && error.keyword === 'dependencies')) return [];
    return [message(error, path)];
  });
}

/**
 * Says what a validator found, field by field: `[amount: must be a string; vendor.id: is
 * required]`. At most 20 fields are named, each complaint once; the rest is counted.
 * @param document the document the errors are about
 */
export function fieldMessages(errors: readonly ErrorObject[], document: Value): string {
  const unique = new Set(
    allMessages(errors, document).map(({ path, sentence }) => `${fieldName(path)}: ${sentence}`),
  );
  const shown = [...unique].slice(0, maxMessages);
  const more = unique.size - shown.length;
  return `[${shown.join('; ')}${more > 0 ? `; and ${more} more` : ''}]`;
}
