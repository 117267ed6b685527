import { CfnOutput, Stack } from 'aws-cdk-lib';
import { ApiKey, Period, type RestApi } from 'aws-cdk-lib/aws-apigateway';
import { Construct } from 'constructs';
import { names } from '../../functions/core/names.ts';
import type { Stage } from '../../schemas/stages.ts';
import type { Cell } from '../cells/cell.ts';
import { type Producer, producersOf } from '../cells/producers.ts';
import type { KeyHolder } from './api-templates.ts';

/** The API key of each producer, and its usage plan. */
export class ProducerKeys extends Construct {
  readonly #cell: Cell;
  readonly #keys: readonly { readonly producer: Producer; readonly key: ApiKey }[];

  constructor(scope: Construct, id: string, cell: Cell) {
    super(scope, id);
    this.#cell = cell;
    this.#keys = producersOf(cell).map((producer) => ({
      producer,
      key: new ApiKey(this, `${producer.name}Key`, {
        apiKeyName: names(cell.prefix).producer(producer.name),
        description: `Invoice events of ${producer.name}; ask ${producer.contact}`,
      }),
    }));
    // Logs contain only the ids of keys.
    new CfnOutput(Stack.of(this), 'Producers', {
      description: 'Which key id is whose',
      value: Stack.of(this).toJsonString(
        Object.fromEntries(this.#keys.map(({ producer, key }) => [producer.name, key.keyId])),
      ),
    });
  }

  /** The keys of the producers that may report on a stage. */
  permittedOn(stage: Stage): readonly KeyHolder[] {
    return this.#keys
      .filter(({ producer }) => producer.stages.includes(stage))
      .map(({ producer: { name }, key }) => ({ name, keyId: key.keyId }));
  }

  /** A usage plan for each, so that one producer's surge does not throttle the others. */
  addPlans(api: RestApi): void {
    for (const { producer, key } of this.#keys) {
      const { name, rate, burst, dailyQuota } = producer;
      const plan = api.addUsagePlan(`${name}Plan`, {
        name: names(this.#cell.prefix).producer(name),
        throttle: { rateLimit: rate, burstLimit: burst },
        ...(dailyQuota !== undefined && { quota: { limit: dailyQuota, period: Period.DAY } }),
        apiStages: [{ api, stage: api.deploymentStage }],
      });
      plan.addApiKey(key);
    }
  }
}
