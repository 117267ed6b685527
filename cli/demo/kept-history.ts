import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isInstant } from '../../functions/core/invoice/instant.ts';
import { own, parseJsonObject } from '../../lib/json.ts';
import { replaceFile } from '../../local/replace-file.ts';
import { CliError, exitCodes } from '../errors.ts';
import type { HistoryMeasures, HistoryPlan } from './history.ts';

/** A history that a cell has, or has a part of. */
export interface KeptHistory extends HistoryPlan, HistoryMeasures {
  /** Its events that the cell has accepted, in the order of `historyOf`. */
  readonly sent: number;
}

const file = 'demo.json';

/**
 * The history that the data folder says was begun; undefined when none was.
 * @throws {CliError} DEMO_UNREADABLE
 */
export function readKeptHistory(dataDir: string): KeptHistory | undefined {
  const path = join(dataDir, file);
  if (!existsSync(path)) return undefined;
  const kept = parseKept(readFileSync(path, 'utf8'));
  if (kept) return kept;
  throw new CliError(
    'DEMO_UNREADABLE',
    `${path} does not say which history of the demo the cell has.`,
    'Delete the data folder for a new one, or only this file to go on without.',
    exitCodes.cannotStart,
  );
}

/** Replaces what the data folder says. */
export function keepHistory(dataDir: string, kept: KeptHistory): void {
  replaceFile(join(dataDir, file), `${JSON.stringify(kept, null, 2)}\n`);
}

function parseKept(text: string): KeptHistory | undefined {
  const value = parseJsonObject(text) ?? {};
  const [seed, events, total, sent] = ['seed', 'events', 'total', 'sent'].map((name) => own(value, name));
  const [asOf, fingerprint] = ['asOf', 'fingerprint'].map((name) => own(value, name));
  if (![seed, events, total, sent].every((number) => Number.isSafeInteger(number))) return undefined;
  if (typeof asOf !== 'string' || !isInstant(asOf) || typeof fingerprint !== 'string') return undefined;
  return {
    seed: Number(seed),
    events: Number(events),
    total: Number(total),
    sent: Number(sent),
    asOf,
    fingerprint,
  };
}
