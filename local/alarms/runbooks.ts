import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AlarmRunbook } from '../../dashboards/console-api.ts';
import { runbookAnchor } from '../../functions/core/alerts/runbook-anchor.ts';
import { projectRoot } from '../project-root.ts';

let headings: ReadonlyMap<string, AlarmRunbook> | undefined;

/**
 * A heading of docs/runbooks.md, by its place on the rendered page (`a-queue-is-filling-up`). The
 * file is read once, when the first is asked for.
 */
export function runbookAt(anchor: string): AlarmRunbook | undefined {
  headings ??= readRunbooks(readFileSync(join(projectRoot, 'docs', 'runbooks.md'), 'utf8'));
  return headings.get(anchor);
}

/** Every heading that has a description, by its anchor. */
function readRunbooks(markdown: string): ReadonlyMap<string, AlarmRunbook> {
  return new Map(
    markdown.split(/^## /m).flatMap((chapter): [string, AlarmRunbook][] => {
      const [title = '', ...rest] = chapter.split('\n');
      const sections = new Map(
        rest
          .join('\n')
          .split(/^### /m)
          .map((section): [string, string] => {
            const end = section.indexOf('\n');
            return [section.slice(0, end).trim(), section.slice(end + 1).trim()];
          }),
      );
      const section = (name: string) => sections.get(name) ?? '';
      if (section('Description') === '') return [];
      return [
        [
          runbookAnchor(title),
          {
            title,
            description: section('Description'),
            investigation: section('Investigation'),
            resolution: section('Resolution'),
            over: section('How to know that it is over'),
          },
        ],
      ];
    }),
  );
}
