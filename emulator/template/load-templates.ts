import { isObject, type JsonObject, type JsonValue } from '../../lib/json.ts';
import { objectAt, readStacks, type StackFile } from './assembly.ts';
import type { CellTemplate, Resource } from './cell-template.ts';
import { type Identity, identityOf } from './identities.ts';
import { resolve, type Scope } from './intrinsics.ts';

/** The account of templates that fit any. */
const placeholderAccount = '000000000000';

/**
 * Reads the templates of a cloud assembly and resolves them to what CloudFormation would make of
 * them.
 * @param folder a cloud assembly whose stacks belong together
 * @throws {Error} when it holds no stack, or naming the property and the reference that cannot be
 * resolved
 */
export function loadTemplates(folder: string): CellTemplate {
  const files = readStacks(folder);
  const [first] = files;
  if (!first) throw new Error(`${folder} holds no stack`);

  const exports = new Map<string, () => JsonValue>();
  const importValue = (name: string): JsonValue => {
    const value = exports.get(name);
    if (!value) throw new Error(`no stack exports ${name}`);
    return value();
  };
  const stacks = files.map((file) => new LoadedStack(file, importValue));
  for (const stack of stacks) for (const [name, value] of stack.exports()) exports.set(name, value);

  const resources = stacks.flatMap((stack) => stack.resources());
  return {
    metadata: isObject(first.template.Metadata) ? first.template.Metadata : {},
    region: first.region,
    accountId: first.accountId ?? placeholderAccount,
    resources,
    ofType: (type) => resources.filter((resource) => resource.type === type),
    find: (refOrArn, type) => only(refOrArn, resources, type),
  };
}

function only(
  refOrArn: string,
  resources: readonly Resource[],
  type: string | undefined,
): Resource | undefined {
  const found = resources.filter(
    (resource) =>
      (resource.arn === refOrArn || resource.physicalId === refOrArn) && (!type || resource.type === type),
  );
  if (found.length > 1)
    throw new Error(
      `${refOrArn} is more than one resource: ${found.map((one) => `${one.type} ${one.logicalId}`).join(', ')}`,
    );
  return found[0];
}

/** One stack while it is resolved: each reference is looked up when something needs it. */
class LoadedStack {
  readonly #file: StackFile;
  readonly #scope: Scope;
  readonly #declared: ReadonlyMap<string, JsonObject>;
  readonly #identities = new Map<string, Identity | 'unknown' | 'being made'>();

  constructor(file: StackFile, importValue: Scope['importValue']) {
    this.#file = file;
    this.#scope = {
      ref: (name) => this.#ref(name),
      attribute: (logicalId, attribute) => this.#attribute(logicalId, attribute),
      importValue,
      condition: (name) => this.#condition(name),
      mapping: (map, first, second) => this.#mapping(map, first, second),
    };
    const resources = objectAt(file.template, 'Resources', `The template of ${file.name}`);
    this.#declared = new Map(
      Object.entries(resources).flatMap(([logicalId, resource]): [string, JsonObject][] => {
        if (!isObject(resource)) throw new Error(`${file.name}.${logicalId} is not a resource`);
        const { Condition: condition } = resource;
        return typeof condition === 'string' && !this.#condition(condition) ? [] : [[logicalId, resource]];
      }),
    );
  }

  resources(): Resource[] {
    return [...this.#declared].map(([logicalId, declared]): Resource => {
      const identity = this.#identity(logicalId);
      return {
        logicalId,
        stack: this.#file.name,
        type: typeOf(declared),
        physicalId: identity?.ref ?? `${this.#file.name}/${logicalId}`,
        ...(identity?.arn !== undefined && { arn: identity.arn }),
        properties: this.#object(declared.Properties, logicalId),
        metadata: this.#object(declared.Metadata, `${logicalId}.Metadata`),
      };
    });
  }

  /** Export name → its value, resolved when asked for. */
  exports(): [string, () => JsonValue][] {
    const { Outputs: outputs } = this.#file.template;
    return Object.entries(isObject(outputs) ? outputs : {}).flatMap(
      ([name, output]): [string, () => JsonValue][] => {
        if (!isObject(output) || !isObject(output.Export)) return [];
        const where = `${this.#file.name}.Outputs.${name}`;
        const { Value: value = null } = output;
        const exportName = resolve(output.Export.Name ?? null, this.#scope, where);
        return [[String(exportName), () => resolve(value, this.#scope, where) ?? null]];
      },
    );
  }

  #object(value: JsonValue | undefined, where: string): JsonObject {
    const resolved = resolve(value ?? {}, this.#scope, `${this.#file.name}.${where}`);
    return isObject(resolved) ? resolved : {};
  }

  #ref(name: string): JsonValue | undefined {
    if (name === 'AWS::NoValue') return undefined;
    const pseudo = this.#pseudoParameters()[name];
    if (pseudo !== undefined) return pseudo;
    const { Parameters: parameters } = this.#file.template;
    const parameter = isObject(parameters) ? parameters[name] : undefined;
    if (isObject(parameter)) {
      if (parameter.Default === undefined)
        throw new Error(
          `${this.#file.name}: the parameter ${name} has no default; give its value at synthesis`,
        );
      return parameter.Default;
    }
    return this.#known(name).ref;
  }

  #attribute(logicalId: string, attribute: string): JsonValue {
    const value = this.#known(logicalId).attributes[attribute];
    if (value === undefined)
      throw new Error(
        `${this.#file.name}: Fn::GetAtt ${logicalId}.${attribute} is not known of ${this.#typeOf(logicalId)}`,
      );
    return value;
  }

  #known(logicalId: string): Identity {
    const identity = this.#identity(logicalId);
    if (!identity)
      throw new Error(
        `${this.#file.name}: ${logicalId} is referred to, but what Ref gives for ${this.#typeOf(logicalId)} is not known`,
      );
    return identity;
  }

  #identity(logicalId: string): Identity | undefined {
    const known = this.#identities.get(logicalId);
    if (known === 'being made') throw new Error(`${this.#file.name}: ${logicalId} refers to itself`);
    if (known !== undefined) return known === 'unknown' ? undefined : known;
    const declared = this.#declared.get(logicalId);
    if (!declared) throw new Error(`${this.#file.name}: there is no resource ${logicalId}`);
    this.#identities.set(logicalId, 'being made');
    const identity = identityOf(typeOf(declared), {
      stack: this.#file.name,
      logicalId,
      region: this.#file.region,
      accountId: this.#file.accountId ?? placeholderAccount,
      property: (name) => {
        const value = isObject(declared.Properties) ? declared.Properties[name] : undefined;
        if (value === undefined) return undefined;
        const resolved = resolve(value, this.#scope, `${this.#file.name}.${logicalId}.${name}`);
        return resolved === undefined ? undefined : String(resolved);
      },
    });
    this.#identities.set(logicalId, identity ?? 'unknown');
    return identity;
  }

  #typeOf(logicalId: string): string {
    const declared = this.#declared.get(logicalId);
    return declared ? typeOf(declared) : 'an unknown resource';
  }

  #condition(name: string): boolean {
    const { Conditions: conditions } = this.#file.template;
    const condition = isObject(conditions) ? conditions[name] : undefined;
    if (condition === undefined) throw new Error(`${this.#file.name}: there is no condition ${name}`);
    return resolve(condition, this.#scope, `${this.#file.name}.Conditions.${name}`) === true;
  }

  #mapping(map: string, first: string, second: string): JsonValue {
    const where = `${this.#file.name}.Mappings`;
    const maps = objectAt(this.#file.template, 'Mappings', this.#file.name);
    const value = objectAt(objectAt(maps, map, where), first, `${where}.${map}`)[second];
    if (value === undefined) throw new Error(`${where}.${map}.${first} has no ${second}`);
    return value;
  }

  #pseudoParameters(): Readonly<Record<string, string>> {
    const { name, region, accountId = placeholderAccount } = this.#file;
    return {
      'AWS::AccountId': accountId,
      'AWS::Region': region,
      'AWS::Partition': 'aws',
      'AWS::URLSuffix': 'amazonaws.com',
      'AWS::StackName': name,
      'AWS::StackId': `arn:aws:cloudformation:${region}:${accountId}:stack/${name}/local`,
    };
  }
}

function typeOf(declared: JsonObject): string {
  return String(declared.Type);
}
