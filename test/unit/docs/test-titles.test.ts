import { globSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { projectRoot } from '../../../local/project-root.ts';
import { read } from './pages.ts';

const maxLength = 80;

/** The texts that name a test or a group of them: `test('…'`, `describe.each(…)('…'`. */
const titles = /(?:\b(?:test|it|describe)(?:\.\w+)*\(|\)\()\s*(['"`])((?:\\.|(?!\1)[^\\])*)\1/g;

describe('Given the titles of all tests', () => {
  test(`When measured, Then none has more than ${maxLength} characters`, () => {
    const long = globSync('test/**/*.ts', { cwd: projectRoot }).flatMap((file) =>
      [...read(file).matchAll(titles)]
        .map(([, , title = '']) => title)
        .filter((title) => title.length > maxLength)
        .map((title) => `${file}: ${title}`),
    );
    expect(long).toEqual([]);
  });
});
