import type { Cell } from './cell.ts';
import type { Wave } from './waves.ts';

/**
 * One step of a release: the cells that are deployed together, how, and how long to watch them
 * before the next.
 */
export interface ReleaseStep {
  readonly wave: string;
  readonly bakeMinutes: number;
  readonly cells: readonly Cell[];
  /** What to type, with `<…>` for what is not written down anywhere here. */
  readonly deploy: string;
}

/** A release of the given cells, wave by wave; waves without a cell are left out. */
export function releaseOf(cells: readonly Cell[], waves: readonly Wave[]): readonly ReleaseStep[] {
  return waves.flatMap(({ name, bakeMinutes }) => {
    const together = cells.filter(({ wave }) => wave === name);
    return together.length > 0
      ? [{ wave: name, bakeMinutes, cells: together, deploy: deployCommand(together) }]
      : [];
  });
}

/** All stacks of the cells, each in its account. */
function deployCommand(cells: readonly Cell[]): string {
  const context = cells.flatMap(({ account, domain }) => [
    `account:${account}=<account id>`,
    ...(domain ? [`certificate:${domain.name}=<certificate ARN>`] : []),
  ]);
  return [
    'npx cdk deploy',
    ...cells.map(({ name }) => `'${name}/*'`),
    ...[...new Set(context)].map((pair) => `-c '${pair}'`),
  ].join(' ');
}
