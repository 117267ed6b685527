import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { alarmKinds } from '../../infra/monitoring/alarm-kinds.ts';
import { logQueries } from '../../infra/monitoring/log-queries.ts';
import { runbooksFile } from '../../infra/monitoring/runbooks.ts';
import { projectRoot } from '../../local/project-root.ts';

const page = readFileSync(join(projectRoot, runbooksFile), 'utf8');
const [, ...sections] = page.split(/^## /m);
const runbooks = new Map(
  sections.map((section) => {
    const [heading = '', ...body] = section.split('\n');
    return [heading, body.join('\n')];
  }),
);
const parts = ['Description', 'Investigation', 'Resolution', 'How to know that it is over'];
/** Of no alarm, or of several together. */
const general = [
  'The health of a cell',
  'A store outage',
  'A poison event',
  'A backlog at month end',
  'A downstream outage',
  'A lost Region',
];
/** What every runbook builds on; it has other parts. */
const introduction = 'Before you begin';

describe('Given the runbooks', () => {
  function expectAllParts(runbook: string) {
    const body = runbooks.get(runbook);
    if (body === undefined) throw new Error(`${runbooksFile} has no heading "${runbook}"`);
    expect([...body.matchAll(/^### (.+)$/gm)].map(([, part]) => part)).toEqual(parts);
    for (const part of body.split(/^### .+$/m).slice(1)) expect(part.trim()).not.toBe('');
  }

  test.each(Object.entries(alarmKinds))(
    'When a %s alarm rings, Then its heading has all four parts',
    (_, { runbook }) => expectAllParts(runbook),
  );

  test.each(general)('When %s is the case, Then its heading has all four parts', expectAllParts);

  test('When a kind of alarm is gone, Then so is its heading', () => {
    const used = new Set<string>([
      introduction,
      ...general,
      ...Object.values(alarmKinds).map(({ runbook }) => runbook),
    ]);
    expect([...runbooks.keys()].filter((heading) => !used.has(heading))).toEqual([]);
  });

  test('When they name a saved query, Then there is one, and each is named somewhere', () => {
    const known = logQueries.map(({ name }) => name);
    const named = [...page.matchAll(/`query ([a-z-]+)`|\*([a-z-]+-[a-z-]+)\*/g)].map(
      ([, a, b]) => a ?? b ?? '',
    );
    expect(named.filter((name) => !known.includes(name))).toEqual([]);
    expect(known.filter((name) => !named.includes(name))).toEqual([]);
  });

  test('When a query asks for a value, Then the page does not have it run from a shell', () => {
    for (const { name, parameters } of logQueries)
      if (parameters) expect(page).not.toContain(`\`query ${name}\``);
  });
});
