import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { httpCalls } from '../functions/adapters/downstream/http-calls.ts';
import { rememberedSecretHeaders } from '../functions/adapters/downstream/secret-headers.ts';
import { powertoolsOnce } from '../functions/adapters/idempotency/once.ts';
import { RecordsPersistence } from '../functions/adapters/idempotency/records-persistence.ts';
import { envNames } from '../functions/adapters/lambda/env.ts';
import { callLeaseMs } from '../functions/core/downstream/lease.ts';
import { type Downstreams, parseDownstreams } from '../functions/core/downstream/settings.ts';
import type { Ports, Records } from '../functions/core/ports.ts';
import type { Clock } from '../lib/clock.ts';
import { isObject, own, parseJson } from '../lib/json.ts';
import type { CellFunction } from './runtime/cell-functions.ts';

interface Surroundings {
  readonly dataFolder: string;
  readonly functions: readonly CellFunction[];
  readonly records: Records;
  readonly clock: Clock;
}

type DownstreamPorts = Pick<Ports, 'downstreams' | 'downstreamCalls' | 'secretHeaders' | 'onceCalled'>;

/** How the local cell calls downstreams: as in an account, with secrets from a file. */
export function localDownstream({ dataFolder, functions, records, clock }: Surroundings): DownstreamPorts {
  const days = settingOf(functions, envNames.downstreamRememberedDays);
  return {
    downstreams: downstreamsOf(functions),
    downstreamCalls: httpCalls,
    secretHeaders: rememberedSecretHeaders(async (secret) => secretIn(dataFolder, secret), clock),
    onceCalled: powertoolsOnce(
      () => new RecordsPersistence(records, callLeaseMs),
      'downstream',
      days === undefined ? undefined : Number(days),
    ),
  };
}

/** The downstreams that the templates give the function that calls them. */
function downstreamsOf(functions: readonly Pick<CellFunction, 'environment'>[]): Downstreams {
  const text = settingOf(functions, envNames.downstreams);
  return text === undefined ? {} : parseDownstreams(text);
}

function settingOf(
  functions: readonly Pick<CellFunction, 'environment'>[],
  name: string,
): string | undefined {
  return functions.flatMap(({ environment }) => environment[name] ?? [])[0];
}

/** Where whoever keeps the data folder writes what Secrets Manager holds in an account, by the same names. */
export const secretsFile = 'downstream-secrets.json';

function secretIn(dataFolder: string, secret: string): string {
  const path = join(dataFolder, secretsFile);
  if (!existsSync(path)) throw named(`there is no ${secretsFile} in the data folder`);
  const secrets = parseJson(readFileSync(path, 'utf8'));
  const value = isObject(secrets) ? own(secrets, secret) : undefined;
  if (value === undefined) throw named(`${secretsFile} has no such name`);
  return JSON.stringify(value);
}

/** The name is what reaches the log. */
function named(name: string): Error {
  return Object.assign(new Error(name), { name });
}
