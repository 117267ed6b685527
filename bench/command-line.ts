import { OptionError } from './options.ts';

/** What the command line asks for. Ends the process after `--help`, and when it cannot be used. */
export function fromCommandLine<T extends { readonly help: boolean }>(
  parse: (args: readonly string[]) => T,
  usage: string,
): T {
  try {
    const options = parse(process.argv.slice(2));
    if (!options.help) return options;
    process.stdout.write(usage);
    return process.exit(0);
  } catch (error) {
    if (!(error instanceof OptionError)) throw error;
    process.stderr.write(`${error.message}\n\n${usage}`);
    return process.exit(2);
  }
}
