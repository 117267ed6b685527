import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** A shell in which the commands of a page run. */
export interface Shell {
  /**
   * Runs a script after the preamble; it ends at its first failure.
   * @returns what it printed
   * @throws with what it said
   */
  run(script: string): Promise<string>;
  /** The arguments that `bems` gets from a command line. */
  argumentsOf(commandLine: string): Promise<readonly string[]>;
  stop(): Promise<void>;
}

/** Hands a command of the AWS CLI to the process that has it loaded. */
const awsFunction = (port: string) => `aws() {
  local code
  exec 3<> /dev/tcp/127.0.0.1/${port}
  printf '%s\\0' $(( $# + 1 )) "$AWS_DEFAULT_REGION" "$@" >&3
  IFS= read -r code <&3
  cat <&3
  exec 3>&-
  return "$code"
}`;

const printArguments = `bems() { jq -cn --args '$ARGS.positional' -- "$@"; }
npx() { "$@"; }`;

/**
 * Opens a shell.
 * @param preamble what its user has pasted before
 * @param variables of its environment; those of the page stand above them, except `API`
 */
export async function openShell(
  preamble: string,
  { API, ...variables }: Readonly<Record<'API' | 'AWS_ENDPOINT_URL', string>>,
): Promise<Shell> {
  const env = { ...process.env, ...variables };
  const cli = spawn('python3', [fileURLToPath(new URL('./aws_cli_server.py', import.meta.url))], { env });
  let said = '';
  cli.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    said += chunk;
  });
  const exited = once(cli, 'exit');
  const port = await Promise.race([
    once(cli.stdout, 'data').then(([line]) => String(line).trim()),
    exited.then(() => undefined),
  ]);
  const before = ['set -euo pipefail', ...(port ? [awsFunction(port)] : []), preamble, `API='${API}'`];

  async function bash(...script: readonly string[]): Promise<string> {
    said = '';
    try {
      const { stdout } = await promisify(execFile)('bash', ['-c', script.join('\n')], { env });
      return stdout;
    } catch (cause) {
      const stderr = cause instanceof Error && 'stderr' in cause ? cause.stderr : cause;
      throw new Error(`It failed: ${stderr}${said}\n${script.at(-1)}`, { cause });
    }
  }

  return {
    run: (script) => bash(...before, script),
    argumentsOf: async (commandLine) => JSON.parse(await bash(...before, printArguments, commandLine)),
    async stop() {
      cli.kill();
      await exited;
    },
  };
}
