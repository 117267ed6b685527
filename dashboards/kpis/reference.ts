import { notRolledUp } from '../athena/rolled-up.ts';
import { assumptions, assumptionsOf } from './assumptions.ts';
import { aging } from './derived.ts';
import { dimensionsOf, type Kpi, type Target, type Unit } from './kpi.ts';
import { kpiGroups } from './registry.ts';
import { clockWords, expressionWords, formulaWords, pastWords } from './words.ts';

const unitWords: Readonly<Record<Unit, string>> = {
  count: 'a count',
  money: 'an amount per currency',
  share: 'a share',
  days: 'days',
  duration: 'a duration',
};

const msPerDay = 86_400_000;

/** The reference of all KPIs as Markdown: everything in it follows from their data. */
export function kpiReference(): string {
  return [
    `# KPIs

**For:** whoever reads a figure and wants to know what is counted, and whoever recomputes one.

This page is written by \`npm run kpi-reference\` from [dashboards/kpis](../dashboards/kpis); a test fails while
it is not up to date.

- A figure is about events, or about invoices as they stand now with all their events so far: one that comes late
  changes figures of the past.
- *Receipt* is the first thing that happened to an invoice, *settlement* the payment since which nothing remains to be
  paid, *approval* the last one unless a denial came after it. An invoice is *open* in one of the stages, *returned*
  when its latest event rejected or denied it, or *settled*.
- Amounts are exact, and those of two currencies are never added; pages do so only at rates that they state. Ratios and means have six decimals, rounded half to
  even, and are not defined where there is nothing to divide by. A percentile is the nearest rank.
- Days are those of whoever acted, as written in the event; *today* is the day in the zone that the question names
  (\`zone\`). A day is in a period if its midnight (UTC) is. Steps over time are those of UTC, weeks begin on Monday.
- A figure as of now that is a *stock* can be asked for as of another time (\`at\`) and in steps over time: as it was at
  the end of each step, of the last one at the end of the period or now. It is *restated*: whose an invoice is, its
  amount and dimensions are as known today; what came later than that time, such as payments, is taken back.
- The console of a local cell and queries of a lake (*Athena*) say every figure, with the same values. Figures about invoices
  are read from the newest snapshots, not from a rollup: a later event may move what an invoice added before. A store in
  Timestream has the records of events alone.`,
    `Every figure can be filtered and split by the dimensions of what it is about:

${Object.entries(dimensionsOf)
  .map(([subject, names]) => `- ${subject}: ${names.map((name) => `\`${name}\``).join(', ')}`)
  .join('\n')}

*Aging* is ${expressionWords(aging)}.`,
    ...kpiGroups.flatMap(({ title, kpis }) => [`## ${title}`, ...kpis.map(entry)]),
  ]
    .join('\n\n')
    .concat('\n');
}

function entry(kpi: Kpi): string {
  const { id, title, synonyms, explanation, leavesOut, unit, better, target, personas, subject, groupBy } =
    kpi;
  const lines: readonly (readonly [string, string | undefined])[] = [
    ['Also called', synonyms?.join(', ')],
    ['Formula', formulaWords(kpi)],
    ['Counted', clockWords(kpi)],
    ['As of another time', pastWords(kpi)],
    ['Unit', `${unitWords[unit]}${better ? `; ${better} is better` : ''}`],
    ['Split', groupBy && `always by ${groupBy.join(' and ')}`],
    ['Target', target && targetWords(target, unit)],
    ['Assumes', assumedWords(kpi)],
    ['In a lake', lakeWords(kpi)],
    ['Leaves out', leavesOut],
    ['For', personas.join(', ')],
  ];
  const items = lines.flatMap(([name, text]) => (text === undefined ? [] : [`- ${name}: ${text}`]));
  return `### ${title}\n\n\`${id}\`, about ${subject}. ${explanation}\n\n${items.join('\n')}`;
}

/** What it assumes unless the cell's settings or the reader choose otherwise; undefined for nothing. */
function assumedWords(kpi: Kpi): string | undefined {
  const words = assumptionsOf(kpi).map((name) => {
    const { title, value, unit } = assumptions[name];
    return `${title.toLowerCase()} of ${value} ${unit}, unless the cell’s settings or the reader set another`;
  });
  return words.length > 0 ? words.join('; ') : undefined;
}

/** Where Athena reads a figure about events; those about invoices are all read alike. */
function lakeWords(kpi: Kpi): string | undefined {
  const why = notRolledUp(kpi);
  if (why === undefined)
    return 'whole hours from the rollup, by stage, status, kind and currency; the newest ones and everything else from the records';
  return kpi.subject === 'invoices' ? undefined : `from the records, because ${why}`;
}

function targetWords({ value, source }: Target, unit: Unit): string {
  return `${unit === 'duration' ? `${value / msPerDay} days` : `${value}`} (${source})`;
}
