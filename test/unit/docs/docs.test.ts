import { existsSync, globSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { importLogs } from '../../../cli/import/import-log.ts';
import { loadMapping } from '../../../cli/import/mapping.ts';
import { readLog } from '../../../cli/import/read-log.ts';
import { projectRoot } from '../../../local/project-root.ts';
import packageJson from '../../../package.json' with { type: 'json' };
import { pages, read } from './pages.ts';

describe('Given the documentation', () => {
  test('When its links are followed, Then each leads to a file, and to its heading', () => {
    const broken = pages.flatMap((page) =>
      [...read(page).matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)/g)].flatMap(([, path = '', anchor]) => {
        const target = path === '' ? page : join(dirname(page), path);
        const leads = existsSync(join(projectRoot, target));
        return leads && (anchor === undefined || headingsOf(target).includes(anchor))
          ? []
          : [`${page}: ${path}#${anchor ?? ''}`];
      }),
    );
    expect(broken).toEqual([]);
  });

  test('When a page is opened, Then its first line says who it is for', () => {
    const silent = globSync('docs/*.md', { cwd: projectRoot }).filter(
      (page) => !/^# .+\n\n\*\*For:\*\* .+/.test(read(page)),
    );
    expect(silent).toEqual([]);
  });

  test('When the README is counted, Then it has at most 1,200 words', () => {
    expect(read('README.md').split(/\s+/).filter(Boolean).length).toBeLessThanOrEqual(1_200);
  });

  test('When the README is searched, Then every page of docs is linked there', () => {
    const unlinked = globSync('docs/*.md', { cwd: projectRoot }).filter(
      (page) => !read('README.md').includes(`](${page}`),
    );
    expect(unlinked).toEqual([]);
  });

  test('When files are named in it, Then they exist', () => {
    const missing = pages.flatMap((page) =>
      [
        ...read(page).matchAll(
          /`((?:lib|schemas|functions|operations|infra|dashboards|emulator|local|cli|bench|test|scripts|docs)\/[\w./-]+)`/g,
        ),
      ]
        .map(([, path = '']) => path)
        .filter((path) => !existsSync(join(projectRoot, path)))
        .map((path) => `${page}: ${path}`),
    );
    expect(missing).toEqual([]);
  });

  test('When packages are compared with dependencies.md, Then each has its line', () => {
    const described = [...read('docs/dependencies.md').matchAll(/^\| `([^`]+)` \|/gm)].map(
      ([, name]) => name,
    );
    const { dependencies, devDependencies, optionalDependencies } = packageJson;
    const installed = Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies });
    expect(described.toSorted()).toEqual(installed.toSorted());
  });

  test('When the npm scripts it names are looked up, Then they exist', () => {
    const named = pages.flatMap((page) =>
      [...read(page).matchAll(/`npm run ([\w:-]+)/g)].map(([, name]) => name),
    );
    expect(Object.keys(packageJson.scripts)).toEqual(expect.arrayContaining(named));
  });

  test('When its sample is imported, Then it reads as the tour says', async () => {
    const sample = join(projectRoot, 'docs/sample');
    const mapping = loadMapping(join(sample, 'mapping.json'));
    const counts = await importLogs([readLog(join(sample, 'invoices.csv'), mapping)], {
      mapping,
      concurrency: 1,
    });
    expect(counts).toMatchObject({ read: 5, mapped: 4, rejected: 0, skipped: { 'Reminder mailed': 1 } });
  });
});

/** The anchors that a page's headings get where it is rendered. */
function headingsOf(page: string): readonly string[] {
  return [...read(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}
