import { Stack, Validations } from 'aws-cdk-lib';
import {
  AuthorizationType,
  AwsIntegration,
  CfnModel,
  CfnRestApi,
  EndpointAccessMode,
  EndpointType,
  type IModel,
  type IntegrationResponse,
  LambdaIntegration,
  type Method,
  type MethodDeploymentOptions,
  MethodLoggingLevel,
  type MethodOptions,
  type MethodResponse,
  Model,
  PassthroughBehavior,
  RequestValidator,
  RestApi,
  SecurityPolicy,
  type StageOptions,
} from 'aws-cdk-lib/aws-apigateway';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { alertLinkPath } from '../../functions/core/alerts/alert-link.ts';
import { names } from '../../functions/core/names.ts';
import { requestSchema } from '../../schemas/request.ts';
import { type Stage, stages } from '../../schemas/stages.ts';
import { acceptFinding } from '../blocks/findings.ts';
import { ownsAccountSettings } from '../cells/account-owner.ts';
import {
  apiThrottle,
  eventsThrottle,
  historyThrottle,
  linkThrottle,
  type Throttle,
} from '../cells/capacity.ts';
import type { Cell } from '../cells/cell.ts';
import { cells } from '../cells/cells.ts';
import { accessLog } from './access-log.ts';
import { AccountLogging } from './account-logging.ts';
import {
  acceptedTemplate,
  putEventsTemplate,
  refusedTemplate,
  retryAfterSeconds,
  unavailableTemplate,
} from './api-templates.ts';
import { CustomDomain } from './custom-domain.ts';
import { Firewall } from './firewall.ts';
import { addGatewayResponses } from './gateway-responses.ts';
import { ProducerKeys } from './producer-keys.ts';

export interface ApiProps {
  readonly cell: Cell;
  readonly bus: IEventBus;
  /** Answers `GET /invoices/{invoiceId}`. */
  readonly history: IFunction;
  /** Answers `/alerts/link`; a cell may have none. */
  readonly alertLinks?: IFunction | undefined;
  /** Encrypts the logs. */
  readonly key: IKey;
}

const json = 'application/json';
const stageName = 'live';

/**
 * The REST API: events go straight onto the bus, without a function at the edge; histories come
 * from a function.
 */
export class Api extends Construct {
  readonly #api: RestApi;
  readonly #cell: Cell;
  readonly #producers: ProducerKeys;

  constructor(scope: Construct, id: string, { cell, bus, history, alertLinks, key }: ApiProps) {
    super(scope, id);
    this.#cell = cell;
    this.#producers = new ProducerKeys(this, 'Producers', cell);
    this.#api = new RestApi(this, 'RestApi', {
      restApiName: names(cell.prefix).api,
      description: `Invoice events of the cell ${cell.name}`,
      endpointTypes: [EndpointType.REGIONAL],
      // With mutual TLS, nobody gets around the certificate by the default address.
      disableExecuteApiEndpoint: cell.auth === 'mtls',
      cloudWatchRole: false,
      deployOptions: {
        stageName,
        tracingEnabled: true,
        ...accessLog(this, cell, key),
        ...stageSettings(cell),
      },
    });
    requireTls12(this.#api);
    addGatewayResponses(this.#api, cell);
    this.#addMethods(bus, history);
    if (alertLinks) this.#addLinkPage(alertLinks);
    this.#producers.addPlans(this.#api);

    const { deploymentStage } = this.#api;
    acceptFinding(deploymentStage, 'noCacheAndNoServer');
    acceptFinding(
      deploymentStage,
      'apiLogsOfOurOwn',
      'AwsSolutions-APIG6',
      'NIST.800.53.R5-APIGWExecutionLoggingEnabled',
      'PCI.DSS.321-APIGWExecutionLoggingEnabled',
    );
    if (cell.noFirewallBecause === undefined)
      new Firewall(this, 'Firewall', { cell, key, stageArn: deploymentStage.stageArn });
    else
      acceptFinding(
        deploymentStage,
        'saidByTheCell',
        'AwsSolutions-APIG3',
        'NIST.800.53.R5-APIGWAssociatedWithWAF',
        'PCI.DSS.321-APIGWAssociatedWithWAF',
      );
    if (cell.domain) new CustomDomain(this, 'Domain', cell.domain, this.#api);
    if (ownsAccountSettings(cell, cells))
      deploymentStage.node.addDependency(new AccountLogging(this, 'AccountLogging'));
    if (cell.auth === 'api-key') this.#reportKeyAlone(cell);
  }

  #addMethods(bus: IEventBus, history: IFunction): void {
    const access: MethodOptions = {
      apiKeyRequired: true,
      authorizationType: this.#cell.auth === 'iam' ? AuthorizationType.IAM : AuthorizationType.NONE,
    };
    const requestValidator = new RequestValidator(this, 'Validator', {
      restApi: this.#api,
      validateRequestBody: true,
      validateRequestParameters: true,
    });
    const credentialsRole = new Role(this, 'PutEventsRole', {
      assumedBy: new ServicePrincipal('apigateway.amazonaws.com'),
    });
    bus.grantPutEventsTo(credentialsRole);
    acceptFinding(credentialsRole.node.findChild('DefaultPolicy'), 'policyOfOneRole');

    const invoices = this.#api.root.addResource('invoices');
    const methods = stages.map((stage) =>
      invoices.addResource(stage).addMethod('POST', this.#putEvents(stage, bus, credentialsRole), {
        ...access,
        requestValidator,
        requestModels: { [json]: this.#requestModel(stage) },
        methodResponses,
      }),
    );
    const historyMethod = invoices
      .addResource('{invoiceId}')
      .addMethod('GET', new LambdaIntegration(history, { allowTestInvoke: false }), access);
    for (const method of [...methods, historyMethod]) this.#acceptProof(method);
  }

  /**
   * People open it from their mail, without a key or credentials: what they may do is signed in its
   * address, and the function refuses everything else.
   */
  #addLinkPage(page: IFunction): void {
    const [, folder = '', name = ''] = alertLinkPath.split('/');
    const resource = this.#api.root.addResource(folder).addResource(name);
    const integration = new LambdaIntegration(page, { allowTestInvoke: false });
    for (const httpMethod of ['GET', 'POST']) {
      const method = resource.addMethod(httpMethod, integration, {
        apiKeyRequired: false,
        authorizationType: AuthorizationType.NONE,
      });
      acceptFinding(method, 'otherProofOfIdentity');
    }
  }

  /** Where clients find a path of the API. */
  addressOf(path: string): string {
    if (this.#cell.domain) return `https://${this.#cell.domain.name}${path}`;
    const { region, urlSuffix } = Stack.of(this);
    return `https://${this.#api.restApiId}.execute-api.${region}.${urlSuffix}/${stageName}${path}`;
  }

  #acceptProof(method: Method): void {
    const { auth, apiKeyAloneBecause } = this.#cell;
    if (auth === 'api-key' && apiKeyAloneBecause !== undefined)
      acceptFinding(method, 'saidByTheCell', 'AwsSolutions-APIG4', 'AwsSolutions-COG4');
    if (auth === 'iam') acceptFinding(method, 'otherProofOfIdentity', 'AwsSolutions-COG4');
    if (auth === 'mtls') acceptFinding(method, 'otherProofOfIdentity');
  }

  /** An API key is a name that is hard to guess, and no proof of the sender's identity. */
  #reportKeyAlone({ name, apiKeyAloneBecause: reason }: Cell): void {
    const id = 'bems:api-key-alone';
    if (reason !== undefined) Validations.of(this).acknowledge({ id, reason });
    Validations.of(this).addWarning(
      id,
      `cell ${name}: an API key alone does not prove who a producer is. Set auth to iam or mtls, or say in apiKeyAloneBecause why it is enough.`,
    );
  }

  #putEvents(stage: Stage, bus: IEventBus, credentialsRole: Role): AwsIntegration {
    const permitted = this.#producers.permittedOn(stage);
    return new AwsIntegration({
      service: 'events',
      action: 'PutEvents',
      integrationHttpMethod: 'POST',
      options: {
        credentialsRole,
        // A body whose content type has no template would reach the bus unchecked.
        passthroughBehavior: PassthroughBehavior.NEVER,
        requestParameters: {
          'integration.request.header.X-Amz-Target': "'AWSEvents.PutEvents'",
          'integration.request.header.Content-Type': "'application/x-amz-json-1.1'",
        },
        requestTemplates: { [json]: putEventsTemplate(stage, this.#cell, bus.eventBusName, permitted) },
        integrationResponses: integrationResponses(refusedTemplate(stage, permitted)),
      },
    });
  }

  /**
   * The model without the construct library's own schema type, which knows neither all of draft-04
   * nor literal types.
   */
  #requestModel(stage: Stage): IModel {
    const schema = requestSchema(stage);
    const model = new CfnModel(this, `${stage}RequestModel`, {
      restApiId: this.#api.restApiId,
      name: `${stage}Request`,
      contentType: json,
      schema,
    });
    // Otherwise a change of the schema alone would never be deployed.
    this.#api.latestDeployment?.addToLogicalId({ model: schema });
    return Model.fromModelName(this, `${stage}Request`, model.ref);
  }
}

/** The throttle of each method. A method with settings of its own inherits none from the stage. */
function stageSettings(cell: Cell): StageOptions {
  const settings = ({ rate, burst }: Throttle): MethodDeploymentOptions => ({
    metricsEnabled: true,
    // API Gateway's execution log would quote malformed bodies; `accessLog` is ours.
    loggingLevel: MethodLoggingLevel.OFF,
    dataTraceEnabled: false,
    throttlingRateLimit: rate,
    throttlingBurstLimit: burst,
  });
  return {
    ...settings(apiThrottle(cell)),
    methodOptions: {
      ...Object.fromEntries(
        stages.map((stage) => [`/invoices/${stage}/POST`, settings(eventsThrottle(cell))]),
      ),
      '/invoices/{invoiceId}/GET': settings(historyThrottle(cell)),
      ...(cell.alerts.links && {
        [`${alertLinkPath}/GET`]: settings(linkThrottle),
        [`${alertLinkPath}/POST`]: settings(linkThrottle),
      }),
    },
  };
}

/** API Gateway's default would take TLS 1.0; the construct library has no property for it yet. */
function requireTls12(api: RestApi): void {
  const resource = api.node.defaultChild;
  if (!(resource instanceof CfnRestApi)) return;
  resource.securityPolicy = SecurityPolicy.TLS13_1_2_PFS_PQ_2025_09;
  resource.endpointAccessMode = EndpointAccessMode.BASIC;
}

const contentTypeHeader = 'method.response.header.Content-Type';
const retryAfterHeader = 'method.response.header.Retry-After';

const methodResponses: MethodResponse[] = [
  { statusCode: '202', responseModels: { [json]: Model.EMPTY_MODEL } },
  { statusCode: '400', responseParameters: { [contentTypeHeader]: true } },
  { statusCode: '503', responseParameters: { [contentTypeHeader]: true, [retryAfterHeader]: true } },
];

/** By the status PutEvents answers with; whatever matches no pattern is the 200 of the first. */
function integrationResponses(refusedTemplate: string): IntegrationResponse[] {
  return [
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
}
