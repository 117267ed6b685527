import type { CfnDashboard } from 'aws-cdk-lib/aws-quicksight';
import { kpiOf, kpis } from '../../dashboards/kpis/registry.ts';
import type { Dashboard, Panel, Section } from '../../dashboards/pages/dashboard.ts';
import { quickSightExtras } from '../../dashboards/pages/quicksight.ts';
import { vendorPage } from '../../dashboards/pages/vendor.ts';
import { figureOf } from '../../dashboards/quicksight/figures.ts';
import { type Destination, vendorSheet } from './actions.ts';
import { growth } from './charts.ts';
import { type FilteredSheet, filterControls } from './filters.ts';
import { flow } from './layout.ts';
import { whyLeftOut } from './left-out.ts';
import { type PanelContext, visualsOf } from './panels.ts';
import { parameterControls, type Steps } from './parameters.ts';
import type { Placed } from './placed.ts';
import { tile } from './tiles.ts';
import { unusual } from './unusual.ts';

/** A sheet before it is laid out. */
export interface Sheet extends FilteredSheet {
  readonly name: string;
  /** What the console shows there besides. */
  readonly leftOut: readonly string[];
}

/** The periods of a page are in these steps. */
export function stepsOf({ id }: Dashboard): Steps {
  return id === 'operations' ? 'WEEK' : 'MONTH';
}

/** A sheet per section of a page. */
export function sheetsOf(page: Dashboard, destinations: readonly Destination[]): readonly Sheet[] {
  const granularity = stepsOf(page);
  return page.sections.map((section, index): Sheet => {
    const id = `${page.id}-${index}`;
    const isLast = index === page.sections.length - 1;
    return {
      ...{ id, name: `${page.title}: ${section.title}`, leftOut: leftOutOf(section.panels) },
      placed: [
        ...placedOf(section, id, { granularity, destinations }),
        ...(index === 0 ? [...unusualOn(page, id), ...growths(page, id, granularity)] : []),
        ...(isLast ? againstOthers(page, id, granularity) : []),
      ],
    };
  });
}

/** All of a vendor on one sheet, to which others lead. */
export function vendorSheetOf(granularity: Steps, destinations: readonly Destination[]): Sheet {
  const panels = vendorPage.sections.flatMap(({ panels: own }): readonly Panel[] => own);
  return {
    ...{ id: vendorSheet, name: vendorPage.title, leftOut: leftOutOf(panels) },
    placed: placedOf({ title: vendorPage.title, panels }, vendorSheet, { granularity, destinations }),
  };
}

function leftOutOf(panels: readonly Panel[]): readonly string[] {
  return panels.flatMap((panel) => {
    const why = whyLeftOut(panel);
    return why === undefined ? [] : [`${panel.title}: ${why}.`];
  });
}

function placedOf({ panels }: Section, id: string, context: PanelContext): readonly Placed[] {
  return panels.flatMap((panel, index) => visualsOf(panel, `${id}-${index}`, context));
}

/** What is unusual, on pages that do not have it in the console. */
function unusualOn({ id }: Dashboard, sheetId: string): readonly Placed[] {
  const { title, also } = quickSightExtras.unusual;
  return also.some((page) => page === id) ? unusual(`${sheetId}-unusual`, title) : [];
}

function growths({ id }: Dashboard, sheetId: string, granularity: Steps): readonly Placed[] {
  if (id === 'vendor') return [];
  return quickSightExtras.growth[id].map((kpi) =>
    growth(`${sheetId}-growth-${kpi}`, figureOf(kpiOf(kpi)), granularity),
  );
}

/** The figures for those people that others publish too. */
function againstOthers({ id }: Dashboard, sheetId: string, granularity: Steps): readonly Placed[] {
  return kpis
    .filter(({ target, personas }) => target !== undefined && personas.some((persona) => persona === id))
    .map((kpi) => tile(`${sheetId}-target-${kpi.id}`, figureOf(kpi), granularity));
}

/** Whether some visual of the sheets is about one currency. */
export function isOfOneCurrency(sheets: readonly FilteredSheet[]): boolean {
  return sheets.some(({ placed }) => placed.some((each) => each.isOfOneCurrency === true));
}

/** The sheet as QuickSight takes it. */
export function definedSheet({ id, name, placed, leftOut }: Sheet): CfnDashboard.SheetDefinitionProperty {
  const chosenBy = filterControls(id);
  const setBy = parameterControls(id, isOfOneCurrency([{ id, placed }]));
  const textId = `${id}-left-out`;
  const visuals = placed.map((each) => ({ ...each, type: 'VISUAL' as const }));
  const text = { id: textId, type: 'TEXT_BOX' as const, width: 36, height: 3 };
  const controls = [
    ...setBy.map((each) => ({ id: each.id, type: 'PARAMETER_CONTROL' as const, width: 8, height: 3 })),
    ...chosenBy.map((each) => ({ id: each.id, type: 'FILTER_CONTROL' as const, width: 8, height: 3 })),
  ];
  return {
    ...{ sheetId: id, name, contentType: 'INTERACTIVE' },
    visuals: placed.map(({ visual }) => visual),
    ...(leftOut.length > 0 && {
      textBoxes: [
        {
          sheetTextBoxId: textId,
          content: `<text-box>The console shows besides: ${leftOut.join(' ')}</text-box>`,
        },
      ],
    }),
    filterControls: chosenBy.map(({ control }) => control),
    parameterControls: setBy.map(({ control }) => control),
    layouts: [
      {
        configuration: {
          gridLayout: { elements: flow([...visuals, ...(leftOut.length > 0 ? [text] : [])]) },
        },
      },
    ],
    sheetControlLayouts: [{ configuration: { gridLayout: { elements: flow(controls) } } }],
  };
}
