import { messageOf } from '../lib/message-of.ts';

/** The exit codes of the process, listed in `bems --help`. */
export const exitCodes = {
  ok: 0,
  failed: 1,
  usage: 2,
  unreachable: 3,
  rejected: 4,
  cannotStart: 5,
  notFound: 6,
  interrupted: 130,
} as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** The table of exit codes for `--help`. */
export const exitCodeHelp = `
Exit codes:
  0    done
  1    something failed that is not listed below
  2    the command line, a mapping or an input file is not usable
  3    no cell was found, it does not answer, or it refuses the key or the credentials
  4    done, but some events were rejected, or some dead letters stayed
  5    the cell cannot start (port taken, data folder in use)
  6    there is no such invoice, event, alert, dead letter or replay
  130  interrupted`;

/** A failure that a person can act on: a code for programs, a sentence, and the next step. */
export class CliError extends Error {
  readonly code: string;
  readonly next: string;
  readonly exitCode: ExitCode;

  constructor(code: string, message: string, next: string, exitCode: ExitCode = exitCodes.failed) {
    super(sentence(message));
    this.name = 'CliError';
    this.code = code;
    this.next = next;
    this.exitCode = exitCode;
  }
}

/**
 * The text with one full stop at its end: quoted text may come with its own, or end in another
 * mark.
 */
function sentence(text: string): string {
  return /[!?:…]\s*$/.test(text) ? text : text.replace(/[\s.]*$/, '.');
}

/** What a command ends with when a cell has this against it. */
export function exitCodeOf(code: string): ExitCode {
  return code.startsWith('NO_SUCH_') ? exitCodes.notFound : exitCodes.usage;
}

/** Any thrown value as a {@link CliError}, which is returned as it is. */
export function toCliError(error: unknown): CliError {
  if (error instanceof CliError) return error;
  const hints = typeof error === 'object' && error !== null ? error : {};
  const code = 'code' in hints && typeof hints.code === 'string' ? hints.code : 'UNEXPECTED';
  const said = messageOf(error);
  // Node's messages begin with the code, which is shown anyway.
  const message = said.startsWith(`${code}: `) ? said.slice(code.length + 2) : said;
  const next = 'next' in hints && typeof hints.next === 'string' ? hints.next : fileHints[code];
  if (fileHints[code]) return new CliError(code, message, next ?? '', exitCodes.usage);
  return new CliError(
    code,
    message,
    next ?? 'Run it again with BEMS_DEBUG=1 to see where it failed.',
    exitCodes.failed,
  );
}

/** Node's codes for unusable files, and what to do about them. */
const fileHints: Readonly<Record<string, string>> = {
  ENOENT: 'Check the path; relative paths start at the folder the command runs in.',
  EACCES: 'Check the permissions of the file or folder.',
  EISDIR: 'Name a file, not a folder.',
  EEXIST: 'Name a file that is not there yet: it is not overwritten.',
};

/** The error as it goes to stderr: three lines for a person, one JSON line for a program. */
export function errorText(error: CliError, json: boolean): string {
  if (json) return JSON.stringify({ error: { code: error.code, message: error.message, next: error.next } });
  return `${error.code}: ${error.message}\nNext: ${error.next}`;
}
