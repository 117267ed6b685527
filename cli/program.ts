import { Command } from 'commander';
import { addAlarms } from './commands/alarms.ts';
import { addAlerts } from './commands/alerts.ts';
import { addAnomalies } from './commands/anomalies.ts';
import { addAudit } from './commands/audit.ts';
import { addCells } from './commands/cells.ts';
import { addConflicts } from './commands/conflicts.ts';
import type { Context } from './commands/context.ts';
import { addDemo } from './commands/demo.ts';
import { addDlq } from './commands/dlq.ts';
import { addForecast } from './commands/forecast.ts';
import { addImport } from './commands/import.ts';
import { addInvoice } from './commands/invoice.ts';
import { addReconcile } from './commands/reconcile.ts';
import { addReplay } from './commands/replay.ts';
import { addSend } from './commands/send.ts';
import { addStatus } from './commands/status.ts';
import { addStuck } from './commands/stuck.ts';
import { addUp } from './commands/up.ts';
import { addVerify } from './commands/verify.ts';
import { exitCodeHelp } from './errors.ts';

/** The `bems` command. It throws its errors instead of printing them. */
export function makeProgram(context: Context): Command {
  const program = new Command('bems')
    .description('Runs a cell that monitors invoice events, and talks to one.')
    .addHelpText('after', exitCodeHelp)
    .showHelpAfterError(false)
    // Commands inherit both when they are added.
    .exitOverride()
    .configureOutput({ outputError: () => {} });
  for (const add of [
    addUp,
    addSend,
    addImport,
    addStatus,
    addStuck,
    addAlarms,
    addDlq,
    addAlerts,
    addAnomalies,
    addForecast,
    addConflicts,
    addReplay,
    addReconcile,
    addAudit,
    addInvoice,
    addVerify,
    addDemo,
    addCells,
  ])
    add(program, context);
  return program;
}
