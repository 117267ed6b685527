// outcome.mjs <report>: says what Vitest's JSON report says, in a line.
import { readFileSync } from 'node:fs';

const text = readFileSync(process.argv[2], 'utf8');
// Without a report not one test was run to its end.
const report = text === '' ? { testResults: [{ status: 'failed', assertionResults: [] }] } : JSON.parse(text);

const tests = report.testResults.flatMap(({ assertionResults }) => assertionResults);
const count = (...statuses) => tests.filter(({ status }) => statuses.includes(status)).length;
// A file that fails outside its tests (it cannot be loaded, a hook throws) counts as one.
const brokenFiles = report.testResults.filter(
  ({ status, assertionResults }) =>
    status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
).length;
const skipped = count('skipped', 'pending', 'todo', 'disabled');
if (skipped > 0) process.stdout.write(`${skipped} skipped\n`);
process.stdout.write(`${count('passed')} passed, ${count('failed') + brokenFiles} failed\n`);
