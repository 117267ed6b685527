import type { Check } from './check.ts';
import { blocks, fine, warns } from './finding.ts';

/** The certificates that clients are checked against are where the cell says. */
export const trustStoreCheck: Check = {
  title: 'the trust store',
  run: async ({ cell, account }) => {
    const { trustStore, trustStoreVersion } = cell.domain ?? {};
    const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(trustStore ?? '') ?? [];
    if (trustStore === undefined || bucket === undefined || key === undefined) return [];
    const found = await account.object(bucket, key, trustStoreVersion);
    if (!found)
      return [
        blocks(
          'TRUST_STORE_MISSING',
          trustStoreVersion === undefined
            ? `There is no trust store at ${trustStore}.`
            : `The trust store ${trustStore} has no version ${trustStoreVersion}.`,
          trustStoreVersion === undefined
            ? `aws s3 cp <authorities.pem> ${trustStore} --region ${cell.region}`
            : `aws s3api list-object-versions --bucket ${bucket} --prefix ${key}`,
        ),
      ];
    if (found.bucketRegion !== cell.region)
      return [
        blocks(
          'TRUST_STORE_ELSEWHERE',
          `The bucket ${bucket} is in ${found.bucketRegion}, and API Gateway reads a trust store of ${cell.region} only.`,
          `aws s3api create-bucket --bucket <name> --region ${cell.region} --create-bucket-configuration LocationConstraint=${cell.region}`,
        ),
      ];
    if (!found.bucketKeepsVersions)
      return [
        warns(
          'TRUST_STORE_UNVERSIONED',
          `The bucket ${bucket} keeps no versions, so a changed trust store is no change of the cell, and there is no way back.`,
          `aws s3api put-bucket-versioning --bucket ${bucket} --versioning-configuration Status=Enabled`,
        ),
      ];
    if (trustStoreVersion === undefined)
      return [
        warns(
          'TRUST_STORE_VERSION_OPEN',
          `${cell.name} names no trustStoreVersion: it takes the newest at each deployment, and no other. Write one into infra/cells/cells.ts.`,
          `aws s3api list-object-versions --bucket ${bucket} --prefix ${key} --query Versions[0].VersionId`,
        ),
      ];
    return [fine('TRUST_STORE', `The trust store ${trustStore} is there.`)];
  },
};
