// npm run evaluate: how good detection and forecasts are, held against baselines on data of which nothing was learned.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { processOutput } from '../../cli/output.ts';
import { detectorSections } from './detector/sections.ts';
import { forecastSections } from './forecast/sections.ts';
import { measureSections } from './measures/sections.ts';
import { type Section, sectionText } from './section.ts';

const sections: readonly Section[] = [...detectorSections, ...measureSections, ...forecastSections];

const usage = `npm run evaluate -- [options]
  --data <folder>  holds nab/, m4/, receivables/ and bpi2019/; sections that need them are skipped without it
  --only <id>      one section: ${sections.map(({ id }) => id).join(', ')}
  --short          a few seeds and short histories

It writes Markdown, docs/evaluation.md with --data, and ends with 1 when a goal is missed.`;

const head = `# Evaluation

**For:** whoever wants to know how far alarms about unusual hours, and forecasts, can be trusted.

This page is the output of \`npm run evaluate -- --data <folder>\`, whose folder holds public data that is no part of the project. What is judged comes after what was learned from, always; “fixed on” says on what else parameters were chosen. A smaller error, WIS (weighted interval score), MASE and MSIS are better. Why it is built like this: ADR [0051](adr/0051-anomaly-detector.md), [0059](adr/0059-what-else-is-judged.md), [0060](adr/0060-durations-are-judged.md) and [0061](adr/0061-vendors-are-judged.md) of what is unusual, [0052](adr/0052-forecasts.md) of forecasts, [0064](adr/0064-a-sample-by-amounts.md) of those from a sample, [0056](adr/0056-the-busiest-hour.md) of the busiest hour.
`;

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    only: { type: 'string' },
    short: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

const output = processOutput();
const chosen = sections.filter(({ id }) => values.only === undefined || id === values.only);
if (values.help) output.out(usage);
else if (chosen.length === 0) {
  output.err(`There is no section ${values.only}.\n${usage}`);
  process.exitCode = 2;
} else {
  if (values.only === undefined) output.out(head);
  for (const section of chosen) await evaluate(section);
}

async function evaluate(section: Section): Promise<void> {
  const { data = '', short: isShort } = values;
  if (section.reads !== undefined && !(data && existsSync(join(data, section.reads)))) {
    output.out(`## ${section.title}\n\nSkipped: there is no folder \`${section.reads}\` in --data.\n`);
    return;
  }
  output.err(`${section.id} …`);
  const findings = await section.run({ data, isShort });
  output.out(`${sectionText(section, findings)}\n`);
  if (findings.goals.some(({ isMet }) => !isMet)) process.exitCode = 1;
}
