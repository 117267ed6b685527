import type { Baseline } from './accounts.ts';
import type { Cell } from './cell.ts';

/** Whether stacks and tables refuse to be deleted. */
export function isProtected({ stands }: Pick<Cell | Baseline, 'stands'>): boolean {
  return stands === true;
}

/** What whoever deploys a cell is told while nothing protects it yet; undefined once it is protected. */
export function protectionNotice(cell: Cell): string | undefined {
  if (isProtected(cell)) return undefined;
  return `${cell.name} is not protected from being deleted, so that its first deployment can be tried again. Once it stands, write \`stands: true\` in its entry in infra/cells/cells.ts and deploy it again.`;
}
