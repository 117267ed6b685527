import { CfnNamedQuery, CfnWorkGroup } from 'aws-cdk-lib/aws-athena';
import type { CfnDatabase } from 'aws-cdk-lib/aws-glue';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';

/** A query that people find in a workgroup. */
export interface SavedQuery {
  readonly name: string;
  readonly description: string;
  readonly sql: string;
}

export interface WorkgroupProps {
  readonly name: string;
  readonly description: string;
  /** Where results go. */
  readonly results: Bucket;
  readonly key: IKey;
  /** The most that one query may read, bytes. */
  readonly scanLimitBytes: number;
  readonly database: CfnDatabase;
  readonly databaseName: string;
  readonly queries: readonly SavedQuery[];
}

/** A workgroup of Athena that encrypts results and bounds what a query may cost, with its saved queries. */
export function queryWorkgroup(scope: Construct, props: WorkgroupProps): CfnWorkGroup {
  const { name: workGroup, description, results, key, scanLimitBytes, database, databaseName } = props;
  const workgroup = new CfnWorkGroup(scope, 'Workgroup', {
    ...{ name: workGroup, description },
    workGroupConfiguration: {
      // Overrides whatever a client asks for, an unencrypted location say.
      enforceWorkGroupConfiguration: true,
      publishCloudWatchMetricsEnabled: true,
      bytesScannedCutoffPerQuery: scanLimitBytes,
      engineVersion: { selectedEngineVersion: 'Athena engine version 3' },
      resultConfiguration: {
        outputLocation: `s3://${results.bucketName}/`,
        encryptionConfiguration: { encryptionOption: 'SSE_KMS', kmsKey: key.keyArn },
      },
    },
  });
  for (const { name, description: about, sql } of props.queries) {
    const query = new CfnNamedQuery(scope, name, {
      ...{ name, description: about, database: databaseName, workGroup, queryString: sql },
    });
    query.node.addDependency(workgroup, database);
  }
  return workgroup;
}
