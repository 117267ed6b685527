import type { Mapping, ValueSource } from './mapping-schema.ts';

/** Every source of a value in the mapping, with the path of its field. */
export function sourcesOf({ fields }: Mapping): readonly (readonly [path: string, source: ValueSource])[] {
  const { vendor, attributes = {}, ...others } = fields;
  const named: readonly (readonly [string, ValueSource | undefined])[] = [
    ...Object.entries(others),
    ...Object.entries(vendor).map(([name, source]) => [`vendor/${name}`, source] as const),
    ...Object.entries(attributes).map(([name, source]) => [`attributes/${name}`, source] as const),
  ];
  return named.flatMap(([path, source]) => (source ? [[path, source] as const] : []));
}

/** The names of all attributes that the mapping reads. */
export function mappedNames(mapping: Mapping): ReadonlySet<string> {
  const named = sourcesOf(mapping).flatMap(([, source]) => [source.event, source.case]);
  return new Set(named.filter((name) => name !== undefined).map(sameName));
}

/**
 * A name in the form in which names are compared: `é` may be one character or two
 * (https://unicode.org/reports/tr15/), and a mapping need not have the log's choice.
 */
export function sameName(name: string): string {
  return beyondAscii.test(name) ? name.normalize('NFC') : name;
}

/** Most names have no accents, and finding that out takes a fraction of the time. */
const beyondAscii = /[^\0-\x7f]/;
