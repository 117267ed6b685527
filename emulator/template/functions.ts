import type { JsonObject } from '../../lib/json.ts';
import type { CellTemplate } from './cell-template.ts';
import { type Definition, DefinitionError, readResource } from './definition.ts';
import { encryption, labels, logging, permissions } from './without-effect.ts';

const host = 'the host has the code of every function and runs it in a runtime of its own';

const functionWithoutEffect = {
  ...labels,
  Architectures: host,
  Code: host,
  EphemeralStorage: host,
  Handler: host,
  KmsKeyArn: encryption,
  Layers: host,
  LoggingConfig: logging,
  MemorySize: host,
  Role: permissions,
  Runtime: host,
  TracingConfig: 'nobody collects traces here',
} as const;

const aliasWithoutEffect = {
  ...labels,
  FunctionVersion: 'one process runs whatever version an alias stands for',
  Name: 'what refers to an alias does so by its ARN',
  ProvisionedConcurrencyConfig: 'functions are always warm',
} as const;

/** A Lambda function, as its host needs to know it. */
export interface FunctionDefinition {
  readonly name: string;
  readonly timeoutSeconds: number;
  /** How many asynchronous events it takes at a time; event sources and schedules have limits of their own. */
  readonly reservedConcurrency?: number | undefined;
  /** Where events go that it keeps failing at when invoked asynchronously. */
  readonly deadLetterArn?: string | undefined;
  /** Its environment variables, for the host to read what it does not wire itself. */
  readonly environment: Readonly<Record<string, string>>;
  readonly metadata: JsonObject;
}

/** Every Lambda function of the templates. */
export function readFunctions(template: CellTemplate): readonly FunctionDefinition[] {
  return template.ofType('AWS::Lambda::Function').map((resource) =>
    readResource(resource, functionWithoutEffect, (definition) => ({
      name: resource.physicalId,
      timeoutSeconds: readTimeout(definition),
      reservedConcurrency: definition.optionalNumber('ReservedConcurrentExecutions'),
      deadLetterArn: definition.optionalObject('DeadLetterConfig')?.optionalText('TargetArn'),
      environment: definition.object('Environment').object('Variables').entries(),
      metadata: resource.metadata,
    })),
  );
}

function readTimeout(definition: Definition): number {
  // The name is what the physical id is made of.
  definition.optionalText('FunctionName');
  return definition.optionalNumber('Timeout') ?? 3;
}

/**
 * The name of a function.
 * @param reference name or ARN of a function or of one of its aliases
 * @throws {DefinitionError} when there is no such function
 */
export function functionNamed(template: CellTemplate, reference: string): string {
  const alias = template
    .ofType('AWS::Lambda::Alias')
    .map((resource) => ({
      arn: resource.arn,
      functionName: readResource(resource, aliasWithoutEffect, (one) => one.text('FunctionName')),
    }))
    .find(({ arn }) => arn === reference || arn?.endsWith(`:function:${reference}`));
  const found = template.find(alias?.functionName ?? reference, 'AWS::Lambda::Function');
  if (!found) throw new DefinitionError(`the templates have no function ${reference}`);
  return found.physicalId;
}
