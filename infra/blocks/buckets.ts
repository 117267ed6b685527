import { Duration } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { BlockPublicAccess, Bucket, BucketEncryption, type BucketProps } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { acceptFinding } from './findings.ts';
import { keptOnceMade } from './kept.ts';

/** Private, TLS only, versioned, and kept when its stack is deleted. */
const everyBucket = {
  blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
  enforceSSL: true,
  versioned: true,
  removalPolicy: keptOnceMade,
} satisfies BucketProps;

/** A bucket under the cell's key, with access logs. */
export function dataBucket(
  scope: Construct,
  id: string,
  { key, accessLogs, ...props }: BucketProps & { readonly key: IKey; readonly accessLogs: Bucket },
): Bucket {
  const bucket = new Bucket(scope, id, {
    ...everyBucket,
    encryption: BucketEncryption.KMS,
    encryptionKey: key,
    bucketKeyEnabled: true,
    serverAccessLogsBucket: accessLogs,
    serverAccessLogsPrefix: `${id.toLowerCase()}/`,
    ...props,
  });
  staysInItsRegion(bucket);
  return bucket;
}

/** The bucket for the access logs of the others. */
export function accessLogBucket(scope: Construct, id: string, keep: Duration): Bucket {
  const bucket = new Bucket(scope, id, {
    ...everyBucket,
    encryption: BucketEncryption.S3_MANAGED,
    lifecycleRules: [expireAfter(keep)],
  });
  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html
  acceptFinding(bucket, 'logsOfS3');
  staysInItsRegion(bucket);
  return bucket;
}

function staysInItsRegion(bucket: Bucket) {
  return acceptFinding(
    bucket,
    'noSecondCopy',
    'NIST.800.53.R5-S3BucketReplicationEnabled',
    'PCI.DSS.321-S3BucketReplicationEnabled',
  );
}

/** Deletes objects of this age, and soon after their previous versions. */
export function expireAfter(keep: Duration, prefix?: string) {
  return {
    ...(prefix !== undefined && { prefix }),
    expiration: keep,
    noncurrentVersionExpiration: Duration.days(7),
    abortIncompleteMultipartUploadAfter: Duration.days(7),
  };
}
