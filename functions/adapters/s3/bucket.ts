import { type SendSigned, type SignedRequest, type SignedWith, signedRequests } from '../signed/requests.ts';

/** A bucket, and how it is reached. */
export interface Bucket extends SignedWith {
  readonly bucket: string;
}

/**
 * A request to a bucket (https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html).
 * A stand-in for S3 has its buckets in the path.
 * @param key of an object; empty for the bucket itself
 */
export function bucketRequest(
  { bucket, endpoint }: Bucket,
  key: string,
  request: Omit<SignedRequest, 'path'>,
): SignedRequest {
  const parts = [...(endpoint ? [bucket] : []), ...key.split('/')];
  return { ...request, path: `/${parts.map(encoded).join('/')}` };
}

/** @param attemptMs how long an attempt may take, its answer included */
export function sendToBucket({ bucket, ...signedWith }: Bucket, attemptMs: number): SendSigned {
  return signedRequests({
    ...{ ...signedWith, title: 'S3', signedAs: 's3', attemptMs },
    originIn: (region) => `https://${bucket}.s3.${region}.amazonaws.com`,
  });
}

/** As S3 encodes a part of a path before it compares signatures: `encodeURIComponent` leaves five more as they are. */
function encoded(part: string): string {
  return encodeURIComponent(part).replace(
    /[!'()*]/g,
    (each) => `%${each.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
