import { describe, expect, test } from 'vitest';
import packageJson from '../../../package.json' with { type: 'json' };
import { read } from './pages.ts';

describe('Given the files that tools and visitors expect', () => {
  test('When .nvmrc is read, Then it names the Node that npm brings', () => {
    const major = read('.nvmrc').trim();
    for (const version of Object.values(packageJson.optionalDependencies)) {
      expect(version).toContain(`^${major}.`);
    }
  });

  test('When the workflow is read, Then it installs what .ci/run asks for, and runs it', () => {
    const needs = /on the PATH (.+?);/.exec(read('.ci/run').replaceAll('\n# ', ' '))?.[1];
    expect(needs).toBe('moto_server, cfn-lint and the AWS CLI');
    const commands = [...read('.github/workflows/ci.yml').matchAll(/- run: (.+)/g)].map(([, run]) => run);
    expect(commands).toEqual(["pip install 'moto[server]' cfn-lint awscli", '.ci/run']);
  });
});
