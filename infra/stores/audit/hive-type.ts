/** What of a JSON schema decides how a value is stored. */
export interface StoredSchema {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, StoredSchema>>;
  readonly patternProperties?: Readonly<Record<string, StoredSchema>>;
}

/**
 * The type of a Glue table's column that takes values of a JSON schema: objects as structs, objects
 * of any names as maps, whole numbers as they are. All else is text, as amounts are: a number would
 * not stay exact. Names are in lower case, for that is how Athena's JSON reader looks for them.
 */
export function hiveType({ type, properties, patternProperties }: StoredSchema): string {
  if (type === 'integer') return 'int';
  if (properties)
    return `struct<${Object.entries(properties)
      .map(([name, schema]) => `${name.toLowerCase()}:${hiveType(schema)}`)
      .join(',')}>`;
  const [anyName] = Object.values(patternProperties ?? {});
  return anyName ? `map<string,${hiveType(anyName)}>` : 'string';
}
