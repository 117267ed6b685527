import { set } from '../fixture/set.ts';
import { become, type Mistake, twice } from './mistake.ts';
import { definition, expression } from './places.ts';

/** What can be wrong with calculated fields. */
export const calculatedFieldMistakes: readonly Mistake[] = [
  {
    what: 'a calculated field is there twice',
    at: `${definition}.CalculatedFields`,
    to: twice,
    rule: 'calculated-field-twice',
    found: `${definition}.CalculatedFields.2`,
  },
  {
    what: 'a calculated field has the name of a column',
    at: `${definition}.CalculatedFields.1.Name`,
    to: become('amount'),
    rule: 'calculated-field-twice',
    found: `${definition}.CalculatedFields.1`,
    also: ['column-unknown', 'field-circular'],
  },
  {
    what: 'a calculated field has a parenthesis too few',
    at: expression(0),
    to: become('sum({open}) / sum({amount}'),
    rule: 'expression-syntax',
  },
  {
    what: 'a calculated field is of a field that is not there',
    at: expression(0),
    to: become('sum({open}) / sum({total})'),
    rule: 'field-unknown',
  },
  {
    what: 'a calculated field is by a parameter that is not there',
    at: expression(1),
    to: become(`ifelse({amount} >= ${set('Minimum')}, 'large', 'small')`),
    rule: 'parameter-unknown',
  },
  {
    what: 'a calculated field calls what is no function',
    at: expression(0),
    to: become('sum({open}) / total({amount})'),
    rule: 'function-unknown',
    also: ['aggregation-mixed'],
  },
  {
    what: 'a calculated field sums up sums',
    at: expression(0),
    to: become('sum(sum({open})) / sum({amount})'),
    rule: 'aggregation-mixed',
  },
  {
    what: 'a calculated field divides a row by a sum',
    at: expression(0),
    to: become('{open} / sum({amount})'),
    rule: 'aggregation-mixed',
  },
  {
    what: 'a running sum is of rows',
    at: expression(0),
    to: become('runningSum({open}, [{received} ASC])'),
    rule: 'aggregation-mixed',
  },
  {
    what: 'a calculated field rests on itself',
    at: expression(0),
    to: become('1 - {openShare}'),
    rule: 'field-circular',
  },
  {
    what: 'a sum before the others is of what is summed up',
    at: expression(0),
    to: become('sumOver({open}, [{vendor}])'),
    rule: 'aggregation-mixed',
  },
  {
    what: 'a rank after the sums is by the values of rows',
    at: expression(0),
    to: become('rank([{open} DESC], [{currency}])'),
    rule: 'aggregation-mixed',
  },
  {
    what: 'a rank before the sums is by a sum',
    at: expression(1),
    to: become('rank([sum({open}) DESC], [{currency}], PRE_AGG)'),
    rule: 'aggregation-mixed',
    also: ['column-type'],
  },
  {
    what: 'a rank is within groups of what is not there',
    at: expression(0),
    to: become('rank([sum({open}) DESC], [{money}])'),
    rule: 'field-unknown',
  },
  {
    what: 'fields rest on each other',
    at: `${definition}.CalculatedFields`,
    to: (old) => [
      ...(Array.isArray(old) ? old : []),
      { DataSetIdentifier: 'invoices', Name: 'one', Expression: '{two} + 1' },
      { DataSetIdentifier: 'invoices', Name: 'two', Expression: '{one} + 1' },
    ],
    rule: 'field-circular',
    found: `${definition}.CalculatedFields.2.Expression`,
  },
  {
    what: 'a calculated field is of one that sums up',
    at: `${definition}.CalculatedFields`,
    to: (old) => [
      ...(Array.isArray(old) ? old : []),
      { DataSetIdentifier: 'invoices', Name: 'average', Expression: 'avg({openShare})' },
    ],
    rule: 'aggregation-mixed',
    found: `${definition}.CalculatedFields.2.Expression`,
  },
];
