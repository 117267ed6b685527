import {
  ApiKey,
  AuthorizationType,
  AwsIntegration,
  CfnModel,
  EndpointType,
  type IModel,
  type IntegrationResponse,
  LambdaIntegration,
  type MethodOptions,
  type MethodResponse,
  Model,
  PassthroughBehavior,
  RequestValidator,
  RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { requestSchema } from '../../schemas/request.ts';
import { type Stage, stages } from '../../schemas/stages.ts';
import { apiThrottle } from '../cells/capacity.ts';
import type { Cell } from '../cells/cell.ts';
import { producersOf } from '../cells/producers.ts';
import {
  acceptedTemplate,
  putEventsTemplate,
  refusedTemplate,
  retryAfterSeconds,
  unavailableTemplate,
} from './api-templates.ts';
import { addGatewayResponses } from './gateway-responses.ts';

export interface ApiProps {
  readonly cell: Cell;
  readonly bus: IEventBus;
  /** Answers `GET /invoices/{invoiceId}`. */
  readonly history: IFunction;
}

const json = 'application/json';

/** The REST API: events go straight onto the bus, without a function at the edge; histories come from a function. */
export class Api extends Construct {
  readonly #api: RestApi;
  readonly #cell: Cell;

  constructor(scope: Construct, id: string, { cell, bus, history }: ApiProps) {
    super(scope, id);
    this.#cell = cell;
    const throttle = apiThrottle(cell);
    this.#api = new RestApi(this, 'RestApi', {
      restApiName: `${cell.prefix}invoices`,
      description: `Invoice events of the cell ${cell.name}`,
      endpointTypes: [EndpointType.REGIONAL],
      cloudWatchRole: false,
      deployOptions: {
        stageName: 'live',
        throttlingRateLimit: throttle.rate,
        throttlingBurstLimit: throttle.burst,
        metricsEnabled: true,
        tracingEnabled: true,
      },
    });
    addGatewayResponses(this.#api);

    const invoices = this.#api.root.addResource('invoices');
    const access: MethodOptions = {
      apiKeyRequired: true,
      authorizationType: cell.auth === 'iam' ? AuthorizationType.IAM : AuthorizationType.NONE,
    };
    const requestValidator = new RequestValidator(this, 'Validator', {
      restApi: this.#api,
      validateRequestBody: true,
    });
    const credentialsRole = new Role(this, 'PutEventsRole', {
      assumedBy: new ServicePrincipal('apigateway.amazonaws.com'),
    });
    bus.grantPutEventsTo(credentialsRole);

    for (const stage of stages)
      invoices.addResource(stage).addMethod('POST', this.#putEvents(stage, bus, credentialsRole), {
        ...access,
        requestValidator,
        requestModels: { [json]: this.#requestModel(stage) },
        methodResponses,
      });
    invoices
      .addResource('{invoiceId}')
      .addMethod('GET', new LambdaIntegration(history, { allowTestInvoke: false }), access);

    this.#addProducers();
  }

  #putEvents(stage: Stage, bus: IEventBus, credentialsRole: Role): AwsIntegration {
    return new AwsIntegration({
      service: 'events',
      action: 'PutEvents',
      integrationHttpMethod: 'POST',
      options: {
        credentialsRole,
        // A body whose content type has no template would go to the bus unchecked.
        passthroughBehavior: PassthroughBehavior.NEVER,
        requestParameters: {
          'integration.request.header.X-Amz-Target': "'AWSEvents.PutEvents'",
          'integration.request.header.Content-Type': "'application/x-amz-json-1.1'",
        },
        requestTemplates: { [json]: putEventsTemplate(stage, this.#cell, bus.eventBusName) },
        integrationResponses,
      },
    });
  }

  /** The construct library's own schema type knows neither all of draft-04 nor literal types, so the model is made below it. */
  #requestModel(stage: Stage): IModel {
    const schema = requestSchema(stage);
    const model = new CfnModel(this, `${stage}RequestModel`, {
      restApiId: this.#api.restApiId,
      name: `${stage}Request`,
      contentType: json,
      schema,
    });
    // Otherwise a changed schema alone would be created and never deployed.
    this.#api.latestDeployment?.addToLogicalId({ model: schema });
    return Model.fromModelName(this, `${stage}Request`, model.ref);
  }

  /** A key and a plan for each, so that one producer's surge is throttled without the others. */
  #addProducers(): void {
    for (const { name, rate, burst } of producersOf(this.#cell)) {
      const plan = this.#api.addUsagePlan(`${name}Plan`, {
        name: `${this.#cell.prefix}${name}`,
        throttle: { rateLimit: rate, burstLimit: burst },
        apiStages: [{ api: this.#api, stage: this.#api.deploymentStage }],
      });
      plan.addApiKey(new ApiKey(this, `${name}Key`, { apiKeyName: `${this.#cell.prefix}${name}` }));
    }
  }
}

const contentTypeHeader = 'method.response.header.Content-Type';
const retryAfterHeader = 'method.response.header.Retry-After';

const methodResponses: MethodResponse[] = [
  { statusCode: '202', responseModels: { [json]: Model.EMPTY_MODEL } },
  { statusCode: '400', responseParameters: { [contentTypeHeader]: true } },
  { statusCode: '503', responseParameters: { [contentTypeHeader]: true, [retryAfterHeader]: true } },
];

/** By the status PutEvents answers with; what matches no pattern is the 200 of the first. */
const integrationResponses: IntegrationResponse[] = [
  { statusCode: '202', responseTemplates: { [json]: acceptedTemplate } },
  {
    selectionPattern: '4\\d{2}',
    statusCode: '400',
    responseParameters: { [contentTypeHeader]: "'application/problem+json'" },
    responseTemplates: { [json]: refusedTemplate },
  },
  {
    selectionPattern: '5\\d{2}',
    statusCode: '503',
    responseParameters: {
      [contentTypeHeader]: "'application/problem+json'",
      [retryAfterHeader]: `'${retryAfterSeconds}'`,
    },
    responseTemplates: { [json]: unavailableTemplate },
  },
];
