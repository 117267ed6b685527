import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { BlockPublicAccess, Bucket, BucketEncryption, type BucketProps } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';

/** Private, TLS only, every version kept, left in place when its stack goes. */
const everyBucket = {
  blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
  enforceSSL: true,
  versioned: true,
  removalPolicy: RemovalPolicy.RETAIN,
} satisfies BucketProps;

/** A bucket under the cell's key, whose every request is logged. */
export const dataBucket = (
  scope: Construct,
  id: string,
  { key, accessLogs, ...props }: BucketProps & { readonly key: IKey; readonly accessLogs: Bucket },
): Bucket =>
  new Bucket(scope, id, {
    ...everyBucket,
    encryption: BucketEncryption.KMS,
    encryptionKey: key,
    bucketKeyEnabled: true,
    serverAccessLogsBucket: accessLogs,
    serverAccessLogsPrefix: `${id.toLowerCase()}/`,
    ...props,
  });

/** Where the requests to the other buckets are logged. S3 writes logs to no bucket that is under a key of one's own. */
export const accessLogBucket = (scope: Construct, id: string, keep: Duration): Bucket =>
  new Bucket(scope, id, {
    ...everyBucket,
    encryption: BucketEncryption.S3_MANAGED,
    lifecycleRules: [expireAfter(keep)],
  });

/** Deletes objects that old, and shortly after what stood in their place before. */
export const expireAfter = (keep: Duration, prefix?: string) => ({
  ...(prefix !== undefined && { prefix }),
  expiration: keep,
  noncurrentVersionExpiration: Duration.days(7),
  abortIncompleteMultipartUploadAfter: Duration.days(7),
});
