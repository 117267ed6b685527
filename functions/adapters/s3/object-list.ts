/** An object of a bucket. */
export interface ListedObject {
  readonly key: string;
  /** When it was written, ms since the epoch. */
  readonly writtenAt: number;
}

/**
 * The parameters of `ListObjectsV2` (https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html). Keys
 * come encoded as in a URL, so that no key has anything in it that means something in XML.
 * @param after what the former page said of the next one
 */
export function listQuery(prefix: string, after?: string): Record<string, string> {
  return {
    ...{ 'list-type': '2', 'encoding-type': 'url', prefix },
    ...(after !== undefined && { 'continuation-token': after }),
  };
}

/** What a page of `ListObjectsV2` lists. @returns `next` what to ask the next page with, when there is one */
export function objectsIn(page: string): {
  readonly objects: readonly ListedObject[];
  readonly next?: string;
} {
  if (!page.includes('</ListBucketResult>'))
    throw new Error('S3 listed a bucket with what is no list of objects');
  const objects = [...page.matchAll(/<Contents>(.*?)<\/Contents>/gs)].map(([, object = '']) => ({
    key: decodeURIComponent(elementOf(object, 'Key').replaceAll('+', ' ')),
    writtenAt: Date.parse(elementOf(object, 'LastModified')),
  }));
  const isLast = elementOf(page, 'IsTruncated') !== 'true';
  return { objects, ...(!isLast && { next: elementOf(page, 'NextContinuationToken') }) };
}

/** The text of the first element of a name. @throws {Error} when there is none */
function elementOf(xml: string, name: string): string {
  const [, text] = new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml) ?? [];
  if (text === undefined) throw new Error(`S3 listed a bucket without ${name}`);
  return text;
}
