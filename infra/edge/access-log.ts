import {
  AccessLogFormat,
  AccessLogField as Field,
  LogGroupLogDestination,
  type StageOptions,
} from 'aws-cdk-lib/aws-apigateway';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { names } from '../../functions/core/names.ts';
import { keptOnceMade } from '../blocks/kept.ts';
import type { Cell } from '../cells/cell.ts';

/**
 * One line of JSON per request: who, when, which route, what came of it, and how long it took.
 * Nothing that a client wrote is in it: the route is the pattern, not the path with an invoice's
 * id, and bodies, headers and messages that quote them are left out.
 *
 * API Gateway knows the id of a producer's key, not the producer's name; the output `Producers` of
 * the stack says which is whose, and the events themselves carry the name.
 */
const line = {
  requestId: Field.contextRequestId(),
  time: Field.contextRequestTime(),
  timeMs: Field.contextRequestTimeEpoch(),
  apiKeyId: Field.contextIdentityApiKeyId(),
  /** Who signed the request, if requests are signed. */
  principal: Field.contextIdentityUserArn(),
  /**
   * Serial number of the certificate, where clients show one. Its subject may hold what breaks a
   * line of JSON.
   */
  certificate: '$context.identity.clientCert.serialNumber',
  address: Field.contextIdentitySourceIp(),
  method: Field.contextHttpMethod(),
  route: Field.contextResourcePath(),
  status: Field.contextStatus(),
  errorType: Field.contextErrorResponseType(),
  latencyMs: Field.contextResponseLatency(),
  integrationStatus: Field.contextIntegrationStatus(),
  integrationLatencyMs: Field.contextIntegrationLatency(),
  bytes: Field.contextResponseLength(),
  firewall: Field.contextWafResponseCode(),
  traceId: Field.contextXrayTraceId(),
};

/**
 * The stage's access log: encrypted, and kept as long as the cell says, even if the stack is
 * deleted.
 */
export function accessLog(
  scope: Construct,
  cell: Cell,
  encryptionKey: IKey,
): Pick<StageOptions, 'accessLogDestination' | 'accessLogFormat'> {
  return {
    accessLogDestination: new LogGroupLogDestination(
      new LogGroup(scope, 'AccessLogs', {
        logGroupName: names(cell.prefix).accessLogs,
        encryptionKey,
        retention: cell.retention.accessLogDays,
        removalPolicy: keptOnceMade,
      }),
    ),
    accessLogFormat: AccessLogFormat.custom(JSON.stringify(line)),
  };
}
