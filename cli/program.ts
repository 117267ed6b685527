import { Command } from 'commander';
import type { Context } from './commands/context.ts';
import { addDemo } from './commands/demo.ts';
import { addImport } from './commands/import.ts';
import { addInvoice } from './commands/invoice.ts';
import { addSend } from './commands/send.ts';
import { addStatus } from './commands/status.ts';
import { addUp } from './commands/up.ts';
import { exitCodeHelp } from './errors.ts';

/** The `bems` command; its errors are thrown, not printed. */
export function makeProgram(context: Context): Command {
  const program = new Command('bems')
    .description('Runs a cell that monitors invoice events, and talks to one.')
    .addHelpText('after', exitCodeHelp)
    .showHelpAfterError(false);
  for (const add of [addUp, addSend, addImport, addStatus, addInvoice, addDemo]) add(program, context);
  for (const command of [program, ...program.commands]) {
    command.exitOverride().configureOutput({ outputError: () => {} });
  }
  return program;
}
