import {
  GetBucketVersioningCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import type { AccountReader } from '../../infra/planner/preflight/account.ts';
import type { Place } from './place.ts';
import { readOnly } from './read-only.ts';
import { reading, unlessMissing } from './reading.ts';

const isMissing = /^(NotFound|NoSuchBucket|NoSuchKey|NoSuchVersion|404)$/;

/** Objects in S3, wherever their bucket is. */
export function readTrustStore(place: Place): Pick<AccountReader, 'object'> {
  const client = readOnly(
    new S3Client({
      ...place,
      followRegionRedirects: true,
      // Names of buckets are no hosts beneath an endpoint of one's own.
      forcePathStyle: place.endpoint !== undefined,
    }),
  );
  return {
    object: async (Bucket, Key, VersionId) => {
      const bucket = await reading('s3:ListBucket', () =>
        unlessMissing(isMissing, () => client.send(new HeadBucketCommand({ Bucket }))),
      );
      if (bucket === undefined) return undefined;
      const object = await reading(VersionId === undefined ? 's3:GetObject' : 's3:GetObjectVersion', () =>
        unlessMissing(isMissing, () => client.send(new HeadObjectCommand({ Bucket, Key, VersionId }))),
      );
      if (object === undefined) return undefined;
      const { Status } = await reading('s3:GetBucketVersioning', () =>
        client.send(new GetBucketVersioningCommand({ Bucket })),
      );
      if (bucket.BucketRegion === undefined) throw new Error(`S3 does not say where the bucket ${Bucket} is`);
      return { bucketRegion: bucket.BucketRegion, bucketKeepsVersions: Status === 'Enabled' };
    },
  };
}
