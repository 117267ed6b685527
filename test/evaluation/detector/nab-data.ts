import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { NabSeries } from './nab-scorer.ts';

/** The 58 series of the benchmark, from the folder of `--data`. */
export async function nabCorpus(data: string): Promise<readonly NabSeries[]> {
  const labels: unknown = JSON.parse(await readFile(join(data, 'nab/labels/combined_windows.json'), 'utf8'));
  const entries = Object.entries(labels ?? {}).toSorted(([a], [b]) => a.localeCompare(b));
  return Promise.all(entries.map(([name, windows]) => readSeries(data, name, windows)));
}

async function readSeries(data: string, name: string, windows: unknown): Promise<NabSeries> {
  const text = await readFile(join(data, 'nab/data', name), 'utf8');
  const rows = text
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(','));
  const at = rows.map(([timestamp = '']) => momentOf(timestamp));
  const limits = Array.isArray(windows) ? windows : [];
  return {
    ...{ name, at, values: rows.map(([, value]) => Number(value)) },
    windows: limits.map(([from, to]): [number, number] => [
      at.indexOf(momentOf(String(from))),
      at.lastIndexOf(momentOf(String(to))),
    ]),
  };
}

function momentOf(timestamp: string): number {
  return Date.parse(`${timestamp.trim().replace(' ', 'T').slice(0, 19)}Z`);
}
