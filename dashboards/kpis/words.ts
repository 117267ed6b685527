import { snapshotTypes } from '../../functions/core/measures/invoice-snapshot.ts';
import { type Stage, stages } from '../../schemas/stages.ts';
import { assumptions } from './assumptions.ts';
import type { Comparison, Condition, Expression, Field } from './expression.ts';
import { type Aggregate, type Kpi, type Part, type Stock, type Subject, stocksOf } from './kpi.ts';

/** Names of fields where the name of the column does not say it. */
const fieldNames: Readonly<Partial<Record<Field, string>>> = {
  beganAt: 'receipt',
  beganOn: 'day of receipt',
  approvedAt: 'approval',
  postedAt: 'posting',
  settledAt: 'settlement',
  settledOn: 'day of settlement',
  receivedAt: 'time of receipt',
  discountAvailable: 'available discount',
  discountTaken: 'discount taken',
  discountDate: 'last day of the discount',
  exceptions: 'number of exceptions',
  statusSince: 'time of the latest status',
  firstMatch: 'first outcome of matching',
  touched: 'touched by a person',
  touchedOtherwise: 'touched by a person otherwise than by its approval',
  ...byStageField((stage) => [`${stage}At`, `entry into ${stage}`]),
  ...byStageField((stage) => [`${stage}Ms`, `time in ${stage}`]),
};

function byStageField(of: (stage: Stage) => readonly [string, string]): Readonly<Record<string, string>> {
  return Object.fromEntries(stages.map(of));
}

/** The field in words: `openAmount` is the open amount. */
function fieldWords(field: Field): string {
  return fieldNames[field] ?? field.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

/** An expression in words, from its data. */
export function expressionWords(expression: Expression): string {
  if ('field' in expression) return fieldWords(expression.field);
  if ('text' in expression) return `“${expression.text}”`;
  if ('number' in expression) return `${expression.number}`;
  if ('today' in expression) return 'today';
  if ('days' in expression) return between('days', expression.days);
  if ('ms' in expression) return between('time', expression.ms);
  if ('plus' in expression) return expression.plus.map(expressionWords).join(' + ');
  if ('minus' in expression) return `(${expression.minus.map(expressionWords).join(' − ')})`;
  if ('first' in expression) return expression.first.map(expressionWords).join(', or else ');
  if ('median' in expression) return medianWords(expression);
  if ('product' in expression) return expression.product.map(expressionWords).join(' × ');
  if ('portion' in expression) return portionWords(expression);
  const cases = expression.cases.map(
    ([condition, value]) => `${expressionWords(value)} if ${conditionWords(condition)}`,
  );
  return `${cases.join(', ')}, otherwise ${expressionWords(expression.otherwise)}`;
}

function portionWords({ portion, times, over }: Extract<Expression, { portion: Expression }>): string {
  const what = expressionWords(portion);
  if (typeof times === 'number') return `${what} × ${times} ÷ ${over}`;
  const { title, unit } = assumptions[times.assumption];
  return `${what} × ${title.toLowerCase()} (${unit}) ÷ ${over / 100}`;
}

function medianWords({ median, of, per, atLeast }: Extract<Expression, { median: Expression }>): string {
  return `the median of ${expressionWords(median)} of those with the same ${fieldWords(per)} where ${conditionWords(of)}, if there are ${atLeast}`;
}

function between(what: string, [from, to]: readonly [Expression, Expression]): string {
  return `${what} from ${expressionWords(from)} to ${expressionWords(to)}`;
}

const signs: Readonly<Record<Comparison, string>> = { '=': '=', '<': '<', '<=': '≤', '>': '>', '>=': '≥' };
const dayWords: Readonly<Record<Comparison, string>> = {
  '=': 'is',
  '<': 'is before',
  '<=': 'is not after',
  '>': 'is after',
  '>=': 'is not before',
};

/** A condition in words, from its data. */
function conditionWords(condition: Condition): string {
  if ('in' in condition) return `${fieldWords(condition.field)} is ${condition.in.join(' or ')}`;
  if ('known' in condition) return `${fieldWords(condition.known)} is known`;
  if ('unknown' in condition) return `${fieldWords(condition.unknown)} is not known`;
  if ('compare' in condition) {
    const [a, how, b] = condition.compare;
    const word = isDay(a) || isDay(b) ? dayWords[how] : signs[how];
    return `${expressionWords(a)} ${word} ${expressionWords(b)}`;
  }
  if ('all' in condition) return condition.all.map(conditionWords).join(' and ');
  return `(${condition.any.map(conditionWords).join(' or ')})`;
}

function isDay(expression: Expression): boolean {
  if ('today' in expression) return true;
  const types: Readonly<Record<string, string>> = snapshotTypes;
  return 'field' in expression && types[expression.field] === 'date';
}

/** What a figure is, worked out of what, in words that follow from its data. */
export function formulaWords({ subject, aggregate, where }: Kpi): string {
  const words = aggregateWords(aggregate, subject);
  if (!where) return words;
  const whose = aggregate.kind === 'count' ? '' : `, of ${subject}`;
  return `${words}${whose} where ${conditionWords(where)}`;
}

function aggregateWords(aggregate: Aggregate, subject: Subject): string {
  switch (aggregate.kind) {
    case 'count':
      return aggregate.of === 'invoices' ? 'number of distinct invoices' : `number of ${subject}`;
    case 'sum':
      return `sum of ${expressionWords(aggregate.of)}`;
    case 'mean':
      return `mean of ${expressionWords(aggregate.of)}`;
    case 'percentile':
      return `smallest ${expressionWords(aggregate.of)} that ${aggregate.percent} % of them do not exceed`;
    case 'ratio': {
      const [of, to] = [partWords(aggregate.of, subject), partWords(aggregate.to, subject)];
      return `${of} ÷ ${to}${aggregate.times === undefined ? '' : ` × ${aggregate.times}`}`;
    }
  }
}

function partWords({ sum, where }: Part, subject: Subject): string {
  const what = sum ? `sum of ${expressionWords(sum)}` : `number of ${subject}`;
  return where ? `[${what} where ${conditionWords(where)}]` : `[${what}]`;
}

/** When a row is in a period, in words. */
export function clockWords(kpi: Kpi): string {
  const { clock } = kpi;
  if (clock !== null) return `in the period by ${expressionWords(clock)}`;
  return `as of now, whatever the period${stocksOf(kpi) ? ', or as of another time' : ''}`;
}

/** What a figure is as of another time, in words; undefined if it has no past. */
export function pastWords(kpi: Kpi): string | undefined {
  const stocks = stocksOf(kpi);
  if (!stocks) return undefined;
  const { of, to } = stocks;
  if (!to) return stockWords(of);
  const times = kpi.aggregate.kind === 'ratio' ? kpi.aggregate.times : undefined;
  return `[${stockWords(of)}] ÷ [${stockWords(to)}]${times === undefined ? '' : ` × ${times}`}`;
}

function stockWords({ where, entered, left, sum, less }: Stock): string {
  const what = sum ? `sum of ${expressionWords(sum)}` : 'number of invoices';
  const later = less ? `, plus the ${fieldWords(less)} that came later,` : '';
  const condition = where ? `${conditionWords(where)}, ` : '';
  return `${what}${later} where ${condition}from ${expressionWords(entered)} until ${expressionWords(left)}`;
}
