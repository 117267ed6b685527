import { set } from '../fixture/set.ts';
import { become, type Mistake, times } from './mistake.ts';
import { definition, expression, share, waiting } from './places.ts';

/** What can be wrong with limits and forms. */
export const limitMistakes: readonly Mistake[] = [
  {
    what: 'there are 21 sheets',
    at: `${definition}.Sheets`,
    to: (old) => [
      ...(Array.isArray(old) ? old : []),
      ...Array.from({ length: 19 }, (_, index) => ({ SheetId: `s${index}`, Name: `Sheet ${index}` })),
    ],
    rule: 'too-many',
  },
  {
    what: 'there are 501 calculated fields',
    at: `${definition}.CalculatedFields`,
    to: (old) => [
      ...(Array.isArray(old) ? old : []),
      ...Array.from({ length: 499 }, (_, index) => ({
        DataSetIdentifier: 'invoices',
        Name: `f${index}`,
        Expression: '{amount}',
      })),
    ],
    rule: 'too-many',
  },
  {
    what: 'an action has three operations',
    at: `${share}.Actions.0.ActionOperations`,
    to: times(3, () => ({
      NavigationOperation: { LocalNavigationConfiguration: { TargetSheetId: 'details' } },
    })),
    rule: 'too-many',
  },
  {
    what: 'a title is longer than titles may be',
    at: `${share}.Title.FormatText.PlainText`,
    to: become(`${'x'.repeat(502)} ${set('Least')} x`),
    rule: 'too-long',
  },
  {
    what: 'a calculated field is longer than it may be',
    at: expression(0),
    to: become(`sum({open}) / sum({amount})${' '.repeat(31_974)}`),
    rule: 'too-long',
  },
  {
    what: 'the id of a visual has a space',
    at: `${waiting}.VisualId`,
    to: become('waiting invoices'),
    rule: 'id-form',
    also: ['layout-element', 'layout-missing'],
  },
];
