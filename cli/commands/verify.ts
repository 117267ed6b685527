import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { type ExportedHistory, exportFormat } from '../../functions/core/invoice/exported-history.ts';
import { counted } from '../../lib/counted.ts';
import { isObject } from '../../lib/json.ts';
import { printableLines } from '../../lib/printable.ts';
import { parseStrictJson } from '../../lib/strict-json.ts';
import { type Finding, verifyAgainstCell, verifyExport } from '../../operations/audit/verify-history.ts';
import type { CellChoice } from '../cells/find-cell.ts';
import { CliError, exitCodes } from '../errors.ts';
import { type Context, connectTo } from './context.ts';
import { readHistory } from './invoice.ts';
import { withCell, withJson } from './options.ts';

interface VerifyOptions extends CellChoice {
  readonly offline?: boolean;
  readonly json?: boolean;
}

/** `bems verify FILE`: whether an exported history is unaltered and complete. */
export function addVerify(program: Command, context: Context): void {
  withJson(withCell(program.command('verify')))
    .description('check that an exported history is unaltered, and that the cell has no more')
    .argument('<file>', 'made by bems invoice ID --export FILE')
    .option('--offline', 'ask no cell: says whether the file was altered, not whether it is complete')
    .action(async (file: string, options: VerifyOptions) => {
      const exported = parseExport(await readFile(file, 'utf8'), file);
      const findings = [
        ...verifyExport(exported),
        ...(options.offline ? [] : await askCell(exported, options, context)),
      ];
      const holds = findings.every((finding) => finding.holds);
      const { invoiceId, digest, events } = exported.history;
      const verdict = { invoiceId, digest, events: events.length, holds, askedCell: !options.offline };
      context.output.out(
        options.json
          ? JSON.stringify({ ...verdict, exportedAt: exported.exportedAt, findings })
          : printableLines(report(exported, findings, options)),
      );
      if (!holds) context.exitWith(exitCodes.failed);
    });
}

async function askCell(
  exported: ExportedHistory,
  options: VerifyOptions,
  context: Context,
): Promise<readonly Finding[]> {
  const api = await connectTo(options, context);
  return verifyAgainstCell(exported, await readHistory(api, exported.history.invoiceId));
}

/** @throws {CliError} NOT_AN_EXPORT */
function parseExport(text: string, file: string): ExportedHistory {
  const read = parseStrictJson(text);
  if ('problem' in read) throw notAnExport(file, read.problem);
  const { value } = read;
  if (!isObject(value) || value.format !== exportFormat)
    throw notAnExport(file, `its "format" is not "${exportFormat}"`);
  const { history, exportedAt } = value;
  const isHistory =
    isObject(history) &&
    typeof exportedAt === 'string' &&
    typeof history.invoiceId === 'string' &&
    isObject(history.head) &&
    Array.isArray(history.decisions) &&
    Array.isArray(history.events) &&
    history.events.every((fact) => isObject(fact) && isObject(fact.event));
  if (!isHistory) throw notAnExport(file, 'it lacks the time, the head, the events or the decisions');
  // Whatever else is wrong with it is what is to be found out.
  return value as unknown as ExportedHistory;
}

function notAnExport(file: string, why: string): CliError {
  return new CliError(
    'NOT_AN_EXPORT',
    `${file} is no exported history: ${why}.`,
    'Make one with bems invoice ID --export FILE.',
    exitCodes.usage,
  );
}

function report(
  { exportedAt, history }: ExportedHistory,
  findings: readonly Finding[],
  { offline }: VerifyOptions,
): string {
  const isGood = findings.every(({ holds }) => holds);
  return [
    `Invoice ${history.invoiceId}: ${counted(history.events.length, 'event')}, exported ${exportedAt}`,
    `Digest ${history.digest}`,
    '',
    ...findings.map(
      ({ check, holds, detail }) => `${holds ? 'yes' : 'NO '}  ${check}${detail ? `: ${detail}` : ''}`,
    ),
    '',
    isGood
      ? offline
        ? 'Unaltered. Whether it is complete, only a cell can say: leave --offline out.'
        : 'Unaltered and complete.'
      : 'Altered or incomplete: see NO above.',
  ].join('\n');
}
