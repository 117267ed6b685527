import { isStatusOf } from '../../functions/core/invoice/lifecycle.ts';
import { formatReader } from '../../functions/core/values/time-format.ts';
import { readZone } from '../../functions/core/values/zone.ts';
import * as patterns from '../../schemas/patterns.ts';
import { canonicalEncoding } from '../input/decode.ts';
import { sameName, sourcesOf } from './mapped-names.ts';
import type { Mapping } from './mapping-schema.ts';
import { patternProblem } from './matches.ts';

/** What a mapping gets wrong that its schema cannot say, each with the path of the field. */
export function mappingProblems(mapping: Mapping): readonly string[] {
  return [
    ...wrongStatuses(mapping),
    ...repeatedActivities(mapping),
    ...wrongPatterns(mapping),
    ...wrongConstants(mapping),
    ...wrongForms(mapping),
    ...twoKindsOfIds(mapping),
  ];
}

/** Each status must belong to its stage. */
function wrongStatuses({ activities }: Mapping): string[] {
  return Object.entries(activities)
    .filter(([, { stage, status }]) => !isStatusOf(stage, status))
    .map(
      ([activity, { stage, status }]) =>
        `/activities/${activity}/status "${status}" is not a status of ${stage}`,
    );
}

/** No two activities may be one text in two encodings of its accents. */
function repeatedActivities({ activities }: Mapping): string[] {
  const byName = Map.groupBy(Object.keys(activities), sameName);
  return [...byName]
    .filter(([, spellings]) => spellings.length > 1)
    .map(([name]) => `/activities/${name} is there twice`);
}

/** Every `match` pattern must be a regular expression that takes linear time. */
function wrongPatterns(mapping: Mapping): string[] {
  return sourcesOf(mapping).flatMap(([path, { match = [] }]) =>
    match.flatMap(({ pattern }, index) => {
      const problem = patternProblem(pattern);
      return problem === undefined ? [] : [`/fields/${path}/match/${index}/pattern ${problem}`];
    }),
  );
}

/** What a value of the field has to be in the contract. */
const forms: Readonly<Record<string, readonly [pattern: RegExp, form: string]>> = {
  amount: [new RegExp(patterns.decimal), 'a decimal such as 1250.00'],
  currency: [new RegExp(patterns.currency), 'a currency such as EUR'],
  'vendor/country': [new RegExp(patterns.country), 'a country such as DE'],
  invoiceDate: [new RegExp(patterns.date), 'a date such as 2026-03-31'],
  dueDate: [new RegExp(patterns.date), 'a date such as 2026-03-31'],
  actor: [/^(human|system)$/, 'human or system'],
};

/** What the mapping itself puts into events is in the form of the contract, whatever the file writes. */
function wrongConstants(mapping: Mapping): string[] {
  return sourcesOf(mapping).flatMap(([path, { default: fallback, match = [] }]) => {
    const [pattern, form] = forms[path] ?? [];
    const constants = [
      ...(fallback === undefined ? [] : [[`/fields/${path}/default`, fallback] as const]),
      ...match.map(({ value }, index) => [`/fields/${path}/match/${index}/value`, value] as const),
    ];
    return constants
      .filter(([, value]) => pattern?.test(value) === false)
      .map(([place, value]) => `${place} ${JSON.stringify(value)} is not ${form}`);
  });
}

function wrongForms({ timestamp, csv, fields }: Mapping): string[] {
  const { zone, format } = timestamp ?? {};
  const { encoding } = csv ?? {};
  return [
    ...problemAt('/timestamp/zone', zone === undefined ? undefined : readZone(zone)),
    ...problemAt('/timestamp/format', format === undefined ? undefined : formatReader(format)),
    ...(['invoiceDate', 'dueDate'] as const).flatMap((name) => {
      const own = fields[name]?.format;
      return problemAt(`/fields/${name}/format`, own === undefined ? undefined : formatReader(own));
    }),
    ...(encoding !== undefined && canonicalEncoding(encoding) === undefined
      ? [`/csv/encoding "${encoding}" is not an encoding`]
      : []),
  ];
}

function problemAt(path: string, reading: { readonly problem: string } | object | undefined): string[] {
  return reading && 'problem' in reading ? [`${path}: ${reading.problem}`] : [];
}

function twoKindsOfIds({ ids, fields }: Mapping): string[] {
  return ids !== undefined && fields.eventId !== undefined
    ? ['/ids and /fields/eventId both say what ids are; leave out one']
    : [];
}
