import { devNull } from 'node:os';
import { vi } from 'vitest';
import { realTiming } from '../../cli/http/timing.ts';
import { runCommand } from '../unit/cli/run-program.ts';

/** What a `bems` command prints. @throws its errors */
export async function bems(...args: readonly string[]): Promise<string> {
  return (await runCommand(args, { timing: realTiming })).out;
}

/** Leaves the SDK nothing but these: neither a profile of this machine nor a metadata server. */
export function onlyTheseCredentials(): void {
  vi.stubEnv('AWS_CONFIG_FILE', devNull);
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', devNull);
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
}
