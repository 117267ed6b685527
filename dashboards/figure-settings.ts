import Big from 'big.js';
import { isObject, type JsonObject, type JsonValue, own } from '../lib/json.ts';
import { printable } from '../lib/printable.ts';
import { parseStrictJson } from '../lib/strict-json.ts';
import { currency as currencyPattern, date as datePattern } from '../schemas/patterns.ts';
import { type Assumed, assumptionNames, isAssumable } from './kpis/assumptions.ts';
import type { Kpi, Unit } from './kpis/kpi.ts';
import { kpis } from './kpis/registry.ts';

/** What a cell says about its figures: data that no release is needed for. */
export interface FigureSettings {
  /** By the id of a KPI what takes the place of its target; null for none. */
  readonly targets?: Readonly<Record<string, TargetSetting | null>>;
  /** Amounts can be shown in one currency if there are rates, and only then. */
  readonly rates?: RateTable;
  /** What figures assume unless an address assumes something else. */
  readonly assumed?: Assumed;
  /** Whether an invoice is touched whose approval is all that a person did; it is, unless this says it is not. */
  readonly approvalIsTouch?: boolean;
}

/** What a figure is held against. */
export interface TargetSetting {
  /** Decimal text in the unit of the figure: of a duration milliseconds, of a share 0 to 1. */
  readonly value: string;
  /** Who says so, and when. */
  readonly source: string;
}

/** The exchange rates of one day. */
export interface RateTable {
  /** ISO 4217. */
  readonly base: string;
  /** The day that the rates are of, `YYYY-MM-DD`. */
  readonly asOf: string;
  /** Whose rates they are. */
  readonly source: string;
  /** So many units of each other currency for one of the base, decimal text above 0. */
  readonly perUnit: Readonly<Record<string, string>>;
}

/** The settings that a text says, or all that is wrong with it, each sentence naming the field. */
export type ParsedFigureSettings =
  | { readonly settings: FigureSettings }
  | { readonly errors: readonly string[] };

const fields = [
  'targets',
  'rates',
  'assumed',
  'approvalIsTouch',
] as const satisfies readonly (keyof FigureSettings)[];

/** Reads the settings of figures from JSON. What is not known is refused: it would have no effect. */
export function parseFigureSettings(text: string): ParsedFigureSettings {
  const json = parseStrictJson(text);
  if ('problem' in json) return { errors: [`This is not the JSON of figure settings: ${json.problem}`] };
  const { value } = json;
  if (!isObject(value)) return { errors: [`The settings must be an object with ${fields.join(', ')}`] };
  const others = unknownFields(value, fields, '');
  const targets = optional(own(value, 'targets'), targetsFrom);
  const rates = optional(own(value, 'rates'), ratesFrom);
  const assumed = optional(own(value, 'assumed'), assumedFrom);
  const touch = optional(own(value, 'approvalIsTouch'), touchFrom);
  if (
    others.length > 0 ||
    'errors' in targets ||
    'errors' in rates ||
    'errors' in assumed ||
    'errors' in touch
  )
    return { errors: [...others, ...errorsOf(targets, rates, assumed, touch)] };
  return {
    settings: {
      ...(targets.value && { targets: targets.value }),
      ...(rates.value && { rates: rates.value }),
      ...(assumed.value && { assumed: assumed.value }),
      ...(touch.value !== undefined && { approvalIsTouch: touch.value }),
    },
  };
}

type Checked<T> = { readonly value: T } | { readonly errors: readonly string[] };

function wrong(sentence: string): { readonly errors: readonly string[] } {
  return { errors: [sentence] };
}

function errorsOf(...checked: readonly Checked<unknown>[]): readonly string[] {
  return checked.flatMap((each) => ('errors' in each ? each.errors : []));
}

function optional<T>(
  value: JsonValue | undefined,
  from: (value: JsonValue) => Checked<T>,
): Checked<T | undefined> {
  return value === undefined ? { value: undefined } : from(value);
}

function unknownFields(value: JsonObject, known: readonly string[], path: string): readonly string[] {
  return Object.keys(value)
    .filter((name) => !known.includes(name))
    .map((name) => `${path}${printable(name)} is no field; there are ${known.join(', ')}`);
}

/** Each member of an object by its name, checked by itself. */
function membersFrom<T>(
  value: JsonObject,
  from: (member: JsonValue, name: string) => Checked<T>,
): Checked<Readonly<Record<string, T>>> {
  const members = Object.entries(value).map(([name, member]) => ({ name, checked: from(member, name) }));
  const errors = errorsOf(...members.map(({ checked }) => checked));
  if (errors.length > 0) return { errors };
  return {
    value: Object.fromEntries(
      members.flatMap(({ name, checked }) => ('value' in checked ? [[name, checked.value] as const] : [])),
    ),
  };
}

function targetsFrom(value: JsonValue): Checked<NonNullable<FigureSettings['targets']>> {
  if (!isObject(value)) return wrong('targets must be an object from the ids of KPIs to their targets');
  return membersFrom<TargetSetting | null>(value, (target, id) => {
    const path = `targets.${printable(id)}`;
    const kpi = kpis.find((each) => each.id === id);
    if (!kpi) return wrong(`${path}: there is no KPI of that id; docs/kpis.md has them all`);
    if (target === null) return { value: null };
    return isObject(target)
      ? targetFrom(target, kpi, path)
      : wrong(`${path} must be an object with value and source, or null`);
  });
}

function targetFrom(target: JsonObject, { unit }: Kpi, path: string): Checked<TargetSetting> {
  const others = unknownFields(target, ['value', 'source'], `${path}.`);
  const value = targetValueFrom(own(target, 'value'), unit, `${path}.value`);
  const source = textFrom(own(target, 'source'), `${path}.source`);
  if (others.length > 0 || 'errors' in value || 'errors' in source)
    return { errors: [...others, ...errorsOf(value, source)] };
  return { value: { value: value.value, source: source.value } };
}

const decimalText = /^(?:0|[1-9]\d{0,17})(?:\.\d{1,12})?$/;

/** What the target of a unit has to be, in words; a unit without them has no targets. */
const valueForms: Readonly<
  Partial<Record<Unit, { readonly words: string; readonly is: (value: string) => boolean }>>
> = {
  count: { words: 'a whole number', is: (value) => !value.includes('.') },
  share: { words: 'from 0 to 1 (95 % is "0.95")', is: (value) => new Big(value).lte(1) },
  days: { words: 'a number of days', is: () => true },
  // A number of days or hours, written here by mistake, would be a target that nobody reaches.
  duration: {
    words: 'whole milliseconds, 1000 or more (17.4 days are "1503360000")',
    is: (value) => !value.includes('.') && new Big(value).gte(1_000),
  },
};

function targetValueFrom(value: JsonValue | undefined, unit: Unit, path: string): Checked<string> {
  const form = valueForms[unit];
  if (!form) return wrong(`${path}: a figure of money has no target, as it has an amount in each currency`);
  if (typeof value === 'string' && decimalText.test(value) && form.is(value)) return { value };
  return wrong(`${path} must be decimal text, ${form.words}, not ${shown(value)}`);
}

function assumedFrom(value: JsonValue): Checked<Assumed> {
  if (!isObject(value)) return wrong(`assumed must be an object with ${assumptionNames.join(', ')}`);
  const others = unknownFields(value, assumptionNames, 'assumed.');
  if (others.length > 0) return { errors: others };
  return membersFrom<string>(value, (text, name) => {
    const known = assumptionNames.find((each) => each === name);
    if (known && typeof text === 'string' && isAssumable(known, text)) return { value: text };
    return wrong(
      `assumed.${printable(name)} must be percent as decimal text, such as "8.25", not ${shown(text)}`,
    );
  });
}

function touchFrom(value: JsonValue): Checked<boolean> {
  return typeof value === 'boolean'
    ? { value }
    : wrong(`approvalIsTouch must be true or false, not ${shown(value)}`);
}

const rateFields = ['base', 'asOf', 'source', 'perUnit'];

function ratesFrom(value: JsonValue): Checked<RateTable> {
  if (!isObject(value)) return wrong(`rates must be an object with ${rateFields.join(', ')}`);
  const others = unknownFields(value, rateFields, 'rates.');
  const base = currencyFrom(own(value, 'base'));
  const asOf = dayFrom(own(value, 'asOf'));
  const source = textFrom(own(value, 'source'), 'rates.source');
  const perUnit = perUnitFrom(own(value, 'perUnit'), own(value, 'base'));
  if (others.length > 0 || 'errors' in base || 'errors' in asOf || 'errors' in source || 'errors' in perUnit)
    return { errors: [...others, ...errorsOf(base, asOf, source, perUnit)] };
  return {
    value: { base: base.value, asOf: asOf.value, source: source.value, perUnit: perUnit.value },
  };
}

const isCurrency = new RegExp(currencyPattern);
const isDay = new RegExp(datePattern);

function currencyFrom(value: JsonValue | undefined): Checked<string> {
  if (typeof value === 'string' && isCurrency.test(value)) return { value };
  return wrong(`rates.base must be the code of a currency, such as EUR, not ${shown(value)}`);
}

function dayFrom(value: JsonValue | undefined): Checked<string> {
  if (typeof value === 'string' && isDay.test(value)) return { value };
  return wrong(`rates.asOf must be a day, such as 2026-11-20, not ${shown(value)}`);
}

function perUnitFrom(
  value: JsonValue | undefined,
  base: JsonValue | undefined,
): Checked<RateTable['perUnit']> {
  if (value === undefined || !isObject(value) || Object.keys(value).length === 0)
    return wrong('rates.perUnit must be an object from the codes of currencies to their rates');
  return membersFrom<string>(value, (rate, code) => {
    const path = `rates.perUnit.${printable(code)}`;
    if (!isCurrency.test(code)) return wrong(`${path}: a currency has a code such as USD`);
    if (code === base) return wrong(`${path} is the base, which has no rate of its own: leave it out`);
    if (typeof rate === 'string' && decimalText.test(rate) && new Big(rate).gt(0)) return { value: rate };
    return wrong(`${path} must be decimal text above 0, such as "1.0845", not ${shown(rate)}`);
  });
}

/** It stands in a line of a page. */
const longestText = 200;

function textFrom(value: JsonValue | undefined, path: string): Checked<string> {
  const isLine = typeof value === 'string' && value.trim() !== '' && value === printable(value);
  if (isLine && value.length <= longestText) return { value };
  return wrong(`${path} must be a text of one line, up to ${longestText} characters`);
}

/** What stands where something else should. */
function shown(value: JsonValue | undefined): string {
  if (value === undefined) return 'missing';
  const text = printable(JSON.stringify(value));
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
