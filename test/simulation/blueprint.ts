import { join } from 'node:path';
import { readRestApi } from '../../emulator/gateway/definition/read-rest-api.ts';
import { eventSourcesOf, queuesOf } from '../../emulator/messaging/resources.ts';
import type { CellTemplate } from '../../emulator/template/cell-template.ts';
import { loadTemplates } from '../../emulator/template/load-templates.ts';
import { envNames, required } from '../../functions/adapters/lambda/env.ts';
import type { AlertSettings } from '../../functions/core/alerts/policy.ts';
import { readAlertSettings } from '../../functions/core/alerts/settings.ts';
import { downstreamsText } from '../../functions/core/downstream/settings.ts';
import { cellPrefixOf } from '../../local/cell-name.ts';
import { projectRoot } from '../../local/project-root.ts';
import { functionsOf } from '../../local/runtime/cell-functions.ts';
import { importFunctions, type LoadedFunction } from '../../local/runtime/function-runner.ts';
import { synthesizeCell } from '../../local/synthesize-cell.ts';
import { type Edge, openEdge } from './edge.ts';
import { simulatedDownstreams } from './receiver.ts';

/** What every simulated cell is made from: the definition of the local cell, and its functions. */
export interface Blueprint {
  readonly template: CellTemplate;
  readonly edge: Edge;
  readonly functions: readonly LoadedFunction[];
  /** What the names of the cell's resources begin with. */
  readonly prefix: string;
  readonly alertSettings: AlertSettings;
  /** The names of the queues that a function polls. */
  readonly consumed: ReadonlySet<string>;
}

/** Synthesizes the local cell, or takes what was synthesized from the same sources before. */
export async function loadBlueprint(): Promise<Blueprint> {
  const assembly = await synthesizeCell('local', {
    cacheDir: join(projectRoot, '.bems', 'cache', 'cdk'),
    downstream: downstreamsText(simulatedDownstreams),
  });
  const template = loadTemplates(assembly);
  const log = { sent() {}, received() {}, deleted() {}, hidden() {}, moved() {}, copied() {} };
  const context = { clock: { now: () => 0 }, log, nextSequence: () => 0, newId: () => '' };
  return {
    template,
    edge: openEdge(readRestApi(template)),
    functions: await importFunctions(functionsOf(template)),
    prefix: cellPrefixOf(functionsOf(template)),
    alertSettings: alertSettingsOf(template),
    consumed: new Set(
      eventSourcesOf(template, queuesOf(template, context)).map(({ queue }) => queue.settings.name),
    ),
  };
}

function alertSettingsOf(template: CellTemplate): AlertSettings {
  const router = functionsOf(template).find(({ environment }) => environment[envNames.alertSettings]);
  return readAlertSettings(required(router?.environment ?? {}, envNames.alertSettings));
}
