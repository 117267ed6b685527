import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isObject, type JsonObject, type JsonValue } from '../../lib/json.ts';

/** A stack as the CDK wrote it. */
export interface StackFile {
  readonly name: string;
  readonly region: string;
  /** Undefined when the template fits any account. */
  readonly accountId: string | undefined;
  readonly template: JsonObject;
}

/**
 * The stacks in a cloud assembly (the folder the CDK synthesizes to) and in those nested in it.
 * @throws {Error} when the folder holds no assembly or a manifest is not understood
 */
export function readStacks(folder: string): StackFile[] {
  const artifacts = objectAt(readJson(join(folder, 'manifest.json')), 'artifacts', `${folder}/manifest.json`);
  return Object.entries(artifacts).flatMap(([id, artifact]): StackFile[] => {
    const where = `${folder}/manifest.json, artifact ${id}`;
    if (!isObject(artifact)) throw new Error(`${where} is not an object`);
    if (artifact.type === 'cdk:cloud-assembly') {
      const nested = textAt(objectAt(artifact, 'properties', where), 'directoryName', where);
      return readStacks(join(folder, nested));
    }
    if (artifact.type !== 'aws:cloudformation:stack') return [];
    const properties = objectAt(artifact, 'properties', where);
    const [, accountId, region] =
      /^aws:\/\/([^/]+)\/([^/]+)$/.exec(textAt(artifact, 'environment', where)) ?? [];
    if (region === undefined) throw new Error(`${where} has an environment that is not understood`);
    const template = readJson(join(folder, textAt(properties, 'templateFile', where)));
    if (!isObject(template)) throw new Error(`The template of ${where} is not an object`);
    const { stackName } = properties;
    return [
      {
        name: typeof stackName === 'string' ? stackName : id,
        region,
        accountId: accountId === 'unknown-account' ? undefined : accountId,
        template,
      },
    ];
  });
}

/** The object under `name`; `where` is for the error. */
export function objectAt(parent: JsonValue | undefined, name: string, where: string): JsonObject {
  const value = isObject(parent) ? parent[name] : undefined;
  if (!isObject(value)) throw new Error(`${where} has no ${name}`);
  return value;
}

function textAt(parent: JsonObject, name: string, where: string): string {
  const value = parent[name];
  if (typeof value !== 'string') throw new Error(`${where} has no ${name}`);
  return value;
}

function readJson(file: string): JsonValue {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new Error(`${file} cannot be read; synthesize the stacks into ${dirname(file)} again.`, { cause });
  }
}
