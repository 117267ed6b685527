import { execFileSync } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { reconcilerSettingsText } from '../../../functions/core/conservation/settings.ts';
import { deadlinesText, usualStageDeadlines } from '../../../functions/core/invoice/stage-deadlines.ts';
import {
  buildBundle,
  buildBundles,
  bundleLimit,
  bundleName,
  deployedBundle,
  root,
} from '../../../infra/functions/bundling.ts';
import { policy } from '../operations/alerts/sample-alarms.ts';

const outdir = mkdtempSync(join(tmpdir(), 'bundles-'));
afterAll(() => rmSync(outdir, { recursive: true, force: true }));

const folders = globSync('functions/*/handler.ts', { cwd: root }).map(dirname);
const bundles = buildBundles(folders, outdir).map((bundle, at) => ({ folder: folders[at] ?? '', ...bundle }));

describe('Given the functions as they are deployed', () => {
  test.each(bundles)(
    'When $folder is bundled, Then it is small and loads where there is nothing else',
    ({ file, bytes }) => {
      expect(bytes).toBeLessThanOrEqual(bundleLimit);
      // Away from node_modules, so that anything left out of the bundle is missed.
      const exported = execFileSync(
        process.execPath,
        ['--print', `typeof require(${JSON.stringify(file)}).handler`],
        {
          encoding: 'utf8',
          cwd: outdir,
          env: {
            AWS_REGION: 'eu-west-1',
            LEDGER_TABLE: 't',
            RECORD_QUEUE_URL: 'https://sqs.us-east-1.amazonaws.com/111122223333/records',
            DOWNSTREAMS: '{}',
            DOWNSTREAM_REMEMBERED_DAYS: '430',
            OPERATIONS_TABLE: 'o',
            EVENT_BUS: 'b',
            ALERT_SETTINGS: JSON.stringify({ cell: 'eu-1', policy }),
            ALERT_TOPICS: 'arn:aws:sns:us-east-1:111122223333:alerts-',
            ALERT_LINK_KEY: 'arn:aws:kms:us-east-1:111122223333:key/k',
            STAGE_DEADLINES: deadlinesText(usualStageDeadlines),
            TIME_SERIES_STORE: 'lake',
            TIME_SERIES_EVENT_STREAM: 'e',
            TIME_SERIES_INVOICE_STREAM: 'i',
            TIME_SERIES_DATABASE: 'd',
            TIME_SERIES_WORKGROUP: 'w',
            TIME_SERIES_KEPT_DAYS: '3650',
            ANOMALIES: 'Europe/Dublin 15',
            ARCHIVE_BUCKET: 'a',
            HOT_DAYS: '90',
            RECONCILER: reconcilerSettingsText({
              ...{ prefix: '', partitions: [], keptDays: 1 },
              pace: { intervalMs: 1, maxMinutes: 1, maxAgain: 1, budgetMs: 1 },
            }),
          },
        },
      );
      expect(exported.trim()).toBe('function');
    },
  );

  test('When one is bundled alone, twice, or with all, Then the bundles are the same', () => {
    const [first, second] = ['a', 'b'].map((name) =>
      readFileSync(buildBundle('functions/relay', join(outdir, name)).file, 'utf8'),
    );
    expect(first).toBe(second);
    expect(new TextDecoder().decode(deployedBundle('functions/relay'))).toBe(first);
    expect(readFileSync(join(outdir, 'relay', bundleName), 'utf8')).toBe(first);
  });
});
