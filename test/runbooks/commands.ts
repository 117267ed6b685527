/** A command that a runbook tells its reader to run. */
export interface Command {
  /** The nearest heading above it that is not one of a runbook's four parts. */
  readonly heading: string;
  readonly text: string;
}

/** The commands of a page, and what its reader has pasted before any of them. */
export interface Commands {
  /** Shell functions and variables, in the order of the page. */
  readonly preamble: string;
  readonly commands: readonly Command[];
}

/** What an inline command begins with: programs, and functions of the preamble. */
const inlineCommand = /`((?:npx bems|bems|npm|npx|aws|curl|alarms|query)(?: [^`]+)?)`/g;
/** A block that defines something runs nothing by itself. */
const definition = /^(export \w+=|\w+\(\) \{)/m;
const parts = ['Description', 'Investigation', 'Resolution', 'How to know that it is over'];

/** Reads every command of a page: its fenced shell blocks and its inline code that is a command. */
export function commandsOf(page: string): Commands {
  const commands: Command[] = [];
  const preamble: string[] = [];
  for (const { heading, text } of sectionsOf(page)) {
    const prose = text.replace(/^```sh\n(.*?)^```$/gms, (_, block: string) => {
      if (definition.test(block)) preamble.push(block);
      else for (const command of commandsOfBlock(block)) commands.push({ heading, text: command });
      return '';
    });
    for (const [, command = ''] of prose.matchAll(inlineCommand)) commands.push({ heading, text: command });
  }
  return { preamble: preamble.join('\n'), commands };
}

/** Lines of `npx bems` are commands of their own; anything else belongs together. */
function commandsOfBlock(block: string): readonly string[] {
  const lines = block.trim().split('\n');
  return lines.every((line) => line.startsWith('npx bems ')) ? lines : [block.trim()];
}

function sectionsOf(page: string): readonly Command[] {
  let heading = '';
  return page.split(/^(?=##+ )/m).map((section) => {
    const [, title = ''] = /^##+ (.+)\n/.exec(section) ?? [];
    if (!parts.includes(title)) heading = title;
    return { heading, text: section };
  });
}
