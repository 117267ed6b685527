import { readFileSync } from 'node:fs';
import { type FigureSettings, parseFigureSettings } from '../../dashboards/figure-settings.ts';
import { parseDownstreams } from '../../functions/core/downstream/settings.ts';
import { downstreamErrors } from '../../functions/core/downstream/settings-errors.ts';
import { messageOf } from '../../lib/message-of.ts';
import { CliError, exitCodes } from '../errors.ts';

/**
 * The text of a file of downstreams.
 * @throws {CliError} DOWNSTREAM_UNUSABLE, saying everything that is wrong with it
 */
export function readDownstream(file: string): string {
  return readSettings<string>(file, 'DOWNSTREAM_UNUSABLE', (text) => {
    const errors = downstreamErrors(parseDownstreams(text), { onThisMachine: true });
    return errors.length === 0 ? { settings: text } : { errors };
  });
}

/**
 * The settings of figures in a file.
 * @throws {CliError} FIGURES_UNUSABLE, saying everything that is wrong with it
 */
export function readFigures(file: string): FigureSettings {
  return readSettings(file, 'FIGURES_UNUSABLE', parseFigureSettings);
}

function readSettings<T>(
  file: string,
  code: string,
  parse: (text: string) => { readonly settings: T } | { readonly errors: readonly string[] },
): T {
  const unusable = (sentence: string) =>
    new CliError(code, sentence, `Correct ${file}; docs/local-cell.md has an example.`, exitCodes.usage);
  try {
    const parsed = parse(readFileSync(file, 'utf8'));
    if ('settings' in parsed) return parsed.settings;
    throw unusable(parsed.errors.join('\n'));
  } catch (error) {
    throw error instanceof CliError ? error : unusable(messageOf(error));
  }
}
