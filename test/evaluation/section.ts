/** How an evaluation is run. */
export interface Run {
  /** The folder of data that the project does not bring; without it, sections that need it are skipped. */
  readonly data?: string | undefined;
  /** A few seeds and short histories, as `npm test` has it: too little to judge by. */
  readonly isShort: boolean;
}

/** Something that has to be shown, and whether it was. */
export interface Goal {
  readonly goal: string;
  readonly found: string;
  readonly isMet: boolean;
}

/** What a section found: Markdown. */
export interface Findings {
  /** On what it was judged, and on what its parameters were fixed. */
  readonly about: string;
  /** Rows of cells, the first of them the head. */
  readonly table: readonly (readonly string[])[];
  readonly goals: readonly Goal[];
}

/** A part of the evaluation. */
export interface Section {
  readonly id: string;
  readonly title: string;
  /** The folder within `data` that it reads; none where it generates what it is judged on. */
  readonly reads?: string;
  run(run: Run & { readonly data: string }): Promise<Findings>;
}

/** A section as Markdown. */
export function sectionText({ title }: Section, { about, table, goals }: Findings): string {
  return [`## ${title}`, about, markdownTable(table), goals.map(goalText).join('\n')].join('\n\n');
}

function goalText({ goal, found, isMet }: Goal): string {
  return `- ${isMet ? 'Met' : '**Missed**'}: ${goal}; found ${found}.`;
}

function markdownTable([head = [], ...rows]: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rule = line(head.map((_, column) => (column === 0 ? '---' : '---:')));
  return [line(head), rule, ...rows.map(line)].join('\n');
}
