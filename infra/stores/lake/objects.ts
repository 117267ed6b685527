import { ArnPrincipal, type IRole, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Bucket } from 'aws-cdk-lib/aws-s3';

/**
 * Lets a role of the bucket's own stack list the bucket and do these things to its objects. The bucket
 * grants it, since the role's policy would need a wildcard for the objects.
 */
export function grantObjects(bucket: Bucket, role: IRole, actions: readonly string[]): void {
  const who = { principals: [new ArnPrincipal(role.roleArn)] };
  bucket.addToResourcePolicy(
    new PolicyStatement({
      ...who,
      actions: ['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'],
      resources: [bucket.bucketArn],
    }),
  );
  bucket.addToResourcePolicy(
    new PolicyStatement({ ...who, actions: [...actions], resources: [bucket.arnForObjects('*')] }),
  );
}
