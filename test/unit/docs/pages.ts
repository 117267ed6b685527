import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../../local/project-root.ts';

/** Every page of the documentation, relative to the project's root. */
export const pages = globSync(['*.md', '{docs,functions,.github}/**/*.md'], { cwd: projectRoot });

/** The text of a file of the project. */
export function read(file: string): string {
  return readFileSync(join(projectRoot, file), 'utf8');
}

/** The part of a page below a heading, up to the next one of its level or above. */
export function sectionOf(page: string, heading: string): string {
  const [, level = ''] = /^(#+) /.exec(heading) ?? [];
  const [, after = ''] = read(page).split(`\n${heading}\n`);
  return after.split(new RegExp(`^#{1,${level.length}} `, 'm'))[0] ?? '';
}
