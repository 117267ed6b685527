import type { CellTemplate } from '../../template/cell-template.ts';
import { type Definition, readResource } from '../../template/definition.ts';
import { labels } from '../../template/without-effect.ts';
import { ofTheApi } from './methods.ts';

const noTls = 'the emulator speaks plain HTTP on an address the host gives it';

export const addressWithoutEffect = {
  EndpointConfiguration: noTls,
  EndpointAccessMode: noTls,
  SecurityPolicy: noTls,
} as const;

const domainWithoutEffect = {
  ...labels,
  ...addressWithoutEffect,
  CertificateArn: noTls,
  RegionalCertificateArn: noTls,
  OwnershipVerificationCertificateArn: noTls,
  DomainName: noTls,
} as const;

const mappingWithoutEffect = {
  ...ofTheApi,
  DomainName: noTls,
  Stage: 'there is one stage',
} as const;

/**
 * Checks that clients can be authenticated the way the API's domains demand, and returns how many
 * domains it has.
 * @throws {DefinitionError} when a domain asks for client certificates, which take TLS
 */
export function readDomains(template: CellTemplate): number {
  for (const resource of template.ofType('AWS::ApiGateway::BasePathMapping'))
    readResource(resource, mappingWithoutEffect, () => undefined);
  return template
    .ofType('AWS::ApiGateway::DomainName')
    .map((resource) => readResource(resource, domainWithoutEffect, refuseMutualTls)).length;
}

function refuseMutualTls(domain: Definition): void {
  if (domain.has('MutualTlsAuthentication'))
    domain.fail(
      'MutualTlsAuthentication',
      'asks for client certificates, but the emulator has no TLS and could let anyone in. Run the stacks with API keys or signed requests (AuthorizationType AWS_IAM) instead.',
    );
}
