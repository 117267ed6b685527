import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import type { App, Stage } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { inject } from 'vitest';
import type { CellTemplate } from '../../emulator/template/cell-template.ts';
import { loadTemplates } from '../../emulator/template/load-templates.ts';
import { AccountStage } from '../../infra/account-stage.ts';
import { CellStage } from '../../infra/cell-stage.ts';
import { accounts } from '../../infra/cells/accounts.ts';
import type { Cell } from '../../infra/cells/cell.ts';
import { cells } from '../../infra/cells/cells.ts';
import { exampleCells } from '../../infra/cells/examples.ts';
import { newApp } from '../../infra/new-app.ts';
import { OverviewStage } from '../../infra/overview-stage.ts';
import { somePeople } from './quicksight-people.ts';

/** Of the cells with a domain: what is given on the command line for a deployment. */
const certificates = Object.fromEntries(
  cells.flatMap(({ domain, region }) =>
    domain ? [[`certificate:${domain.name}`, `arn:aws:acm:${region}:111122223333:certificate/0a1b2c3d`]] : [],
  ),
);

/**
 * An app that bundles nothing and leaves CloudFormation's schemas to cfn-lint: quick enough for
 * every test.
 */
export function testApp(): App {
  return newApp({
    outdir: mkdtempSync(join(inject('runFolder'), 'app-')),
    context: { 'aws:cdk:bundling-stacks': [], ...certificates },
    builtinCloudFormationValidation: false,
  });
}

export interface SynthesizedCell {
  readonly cell: Cell;
  /** Where the templates are. */
  readonly folder: string;
  readonly stateful: Template;
  readonly stateless: Template;
  /** As CloudFormation would resolve them. */
  readonly resolved: CellTemplate;
}

const synthesized = new Map<Cell, SynthesizedCell>();

/** A cell synthesized by itself: once for all files that a worker runs. */
export function synthesize(cell: Cell): SynthesizedCell {
  const known = synthesized.get(cell) ?? synthesizeAnew(cell);
  synthesized.set(cell, known);
  return known;
}

function synthesizeAnew(cell: Cell): SynthesizedCell {
  const stage = new CellStage(testApp(), cell);
  const folder = stage.synth().directory;
  return {
    cell,
    folder,
    stateful: Template.fromStack(stage.stateful),
    stateless: Template.fromStack(stage.stateless),
    resolved: loadTemplates(folder),
  };
}

/** A cell some of whose partitions are in two groups. */
export const groupedCell: Cell = {
  ...cellNamed('us-1'),
  ...{ name: 'grouped', prefix: 'grouped-' },
  partitions: cellNamed('us-1').partitions.map((partition) => ({
    ...partition,
    ...(partition.stage === 'posting' && { group: 'late' }),
    ...(partition.stage === 'ingestion' && { group: 'early' }),
  })),
};

/** A cell with a lake that QuickSight shows by a data source of the cell's own. */
export const shownCell: Cell = {
  ...cellNamed('us-1'),
  ...{ name: 'shown', prefix: 'shown-', quickSightPeople: somePeople, quickSightTopic: true },
};

/** The cell of that name in infra/cells/cells.ts. */
export function cellNamed(name: string): Cell {
  const cell = cells.find((candidate) => candidate.name === name);
  if (!cell) throw new Error(`There is no cell ${name}`);
  return cell;
}

/** A synthesized stage of the app and the folder of its templates. */
export interface CloudStage {
  readonly name: string;
  readonly stage: Stage;
  readonly folder: string;
}

/** The stages of the accounts that have a baseline. */
function accountStages(): readonly CloudStage[] {
  return accounts.flatMap(({ baseline, ...account }) =>
    baseline ? [cloudStage(new AccountStage(testApp(), { ...account, baseline }))] : [],
  );
}

/**
 * The stages of everything that is deployed: one for each cell but the local one, for each
 * account's baseline, and for the overview.
 */
export function cloudStages(): readonly CloudStage[] {
  stages ??= [
    ...[...cells.filter(({ name }) => name !== 'local'), ...exampleCells].map((cell) =>
      cloudStage(new CellStage(testApp(), cell)),
    ),
    ...accountStages(),
    overviewStage(),
  ];
  return stages;
}

let stages: readonly CloudStage[] | undefined;

/** The stage of the dashboard over all cells that are deployed. */
export function overviewStage(): CloudStage {
  return cloudStage(
    new OverviewStage(testApp(), {
      places: cells.filter(({ name }) => name !== 'local').map((cell) => ({ cell, accountId: undefined })),
      account: undefined,
    }),
  );
}

function cloudStage(stage: Stage): CloudStage {
  return {
    name: stage.stageName,
    stage,
    folder: stage.synth().directory,
  };
}
