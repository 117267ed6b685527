import { CfnOutput, CfnParameter } from 'aws-cdk-lib';
import {
  DomainName,
  EndpointType,
  type MTLSConfig,
  type RestApi,
  SecurityPolicy,
} from 'aws-cdk-lib/aws-apigateway';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { Domain } from '../cells/cell.ts';

/**
 * A name of the API's own, over TLS 1.2 or newer; with a trust store, only for clients whose
 * certificate it vouches for. Domains with mutual TLS take none of API Gateway's newer security
 * policies.
 *
 * Whoever runs the DNS points the name at the output `DomainTarget`.
 */
export class CustomDomain extends Construct {
  constructor(scope: Construct, id: string, domain: Domain, api: RestApi) {
    super(scope, id);
    const name = new DomainName(this, 'Name', {
      domainName: domain.name,
      certificate: Certificate.fromCertificateArn(this, 'Certificate', this.#certificateArn(domain)),
      endpointType: EndpointType.REGIONAL,
      securityPolicy: SecurityPolicy.TLS_1_2,
      ...this.#mutualTls(domain),
    });
    name.addBasePathMapping(api, { stage: api.deploymentStage });
    new CfnOutput(this, 'Target', {
      description: `Point ${domain.name} here (CNAME, or an alias with the zone of API Gateway)`,
      value: name.domainNameAliasDomainName,
    }).overrideLogicalId('DomainTarget');
  }

  /** From the context, or else a parameter of the stack: no account's ARN is written down here. */
  #certificateArn({ name }: Domain): string {
    const given: unknown = this.node.tryGetContext(`certificate:${name}`);
    if (typeof given === 'string') return given;
    return new CfnParameter(this, 'CertificateArn', {
      description: `The certificate of ${name} in ACM, in this account and Region`,
      allowedPattern: '^arn:aws[a-z-]*:acm:[a-z0-9-]+:[0-9]{12}:certificate/[0-9a-f-]+$',
    }).valueAsString;
  }

  #mutualTls({ trustStore, trustStoreVersion }: Domain): { readonly mtls?: MTLSConfig } {
    const [, bucketName, key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(trustStore ?? '') ?? [];
    if (bucketName === undefined || key === undefined) return {};
    return {
      mtls: {
        bucket: Bucket.fromBucketName(this, 'TrustStore', bucketName),
        key,
        ...(trustStoreVersion !== undefined && { version: trustStoreVersion }),
      },
    };
  }
}
