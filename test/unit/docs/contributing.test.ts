import { existsSync, globSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isObject } from '../../../lib/json.ts';
import { projectRoot } from '../../../local/project-root.ts';
import { stages } from '../../../schemas/stages.ts';
import { read, sectionOf } from './pages.ts';

const page = 'CONTRIBUTING.md';
const howTos = [...read(page).matchAll(/^### (Add .+) \((\d+) files?\)$/gm)].map(
  ([heading, title = '', count]) => ({
    title,
    count: Number(count),
    files: [...sectionOf(page, heading).matchAll(/^- `([^`]+)`/gm)].map(([, file = '']) => file),
  }),
);

describe('Given the how-tos of CONTRIBUTING', () => {
  test('When their headings are read, Then each says how many files it touches', () => {
    const headings = [...sectionOf(page, '## How to').matchAll(/^### /gm)];
    expect(howTos).toHaveLength(headings.length);
    expect(howTos.length).toBeGreaterThan(10);
  });

  test.each(howTos)('When $title is counted, Then it lists as many files as it says', (howTo) => {
    expect(howTo.files).toHaveLength(howTo.count);
    expect(new Set(howTo.files).size).toBe(howTo.count);
  });

  test.each(howTos)('When the files of $title are looked up, Then they exist', ({ files }) => {
    // Of a file that is to be made, the folder it is made in.
    const named = files.map((file) => file.replace(/[^/]*<.*/, ''));
    expect(named.filter((file) => !existsSync(join(projectRoot, file)))).toEqual([]);
  });

  test('When files that spell out the stages are found, Then "Add a stage" lists them', () => {
    const listed = howTos.find(({ title }) => title === 'Add a stage')?.files ?? [];
    const sources = globSync(`{${rooms.join(',')}}/**/*.{ts,tsx,mjs,css}`, { cwd: projectRoot });
    const spelling = sources.filter((file) => stages.every((stage) => spells(stage).test(read(file))));
    expect(spelling.filter((file) => !listed.includes(file))).toEqual([]);
  });
});

/** The rooms whose code runs. */
const rooms = readdirSync(projectRoot, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
  .map(({ name }) => name)
  .filter((name) => !['node_modules', 'cdk.out', 'dist', 'docs', 'test', 'coverage'].includes(name));

/** The stage as a word of its own, in a text, a key or a custom property. */
function spells(stage: string): RegExp {
  return new RegExp(`(?<![\\w/])(--)?${stage}\\b`);
}

describe('Given the rooms', () => {
  test('When the table is compared with the enforced rule, Then both say the same', async () => {
    const rows = [...sectionOf(page, '## Rooms').matchAll(/^\| `([^`]+)\/` \| (.+) \|$/gm)];
    const table = Object.fromEntries(
      rows.map(([, room = '', may = '']) => [room, may === '–' ? [] : may.split(', ')]),
    );
    expect(table).toEqual(await enforcedRooms());
  });
});

/** What each room may import by the rule, under the names that the table uses. */
async function enforcedRooms(): Promise<Record<string, unknown>> {
  const rules: unknown = await import(join(projectRoot, '.dependency-cruiser.mjs'));
  if (!isObject(rules) || !isObject(rules.rooms)) throw new Error('The rule exports no rooms');
  return Object.fromEntries(
    Object.entries(rules.rooms).map(([room, may]) => [room.replace(/\(\?!.*$/, '<name>'), may]),
  );
}
