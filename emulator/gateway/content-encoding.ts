import { promisify } from 'node:util';
import { gunzip, inflate, type ZlibOptions } from 'node:zlib';
import { type HttpRequest, singleHeader } from './http-message.ts';

/** Why a body cannot be read; the names are those of API Gateway's responses. */
export type UnreadableBody = 'UNSUPPORTED_MEDIA_TYPE' | 'REQUEST_TOO_LARGE';

type Decode = (body: Buffer, options: ZlibOptions) => Promise<Buffer>;

/** The content codings that API Gateway takes, besides `identity`. */
const codings: ReadonlyMap<string, Decode> = new Map([
  ['gzip', promisify<Buffer, ZlibOptions, Buffer>(gunzip)],
  ['deflate', promisify<Buffer, ZlibOptions, Buffer>(inflate)],
]);

/** The coding that a request's body must be decoded from; undefined when it is as it came. */
export function contentCoding(request: HttpRequest): string | undefined {
  const coding = singleHeader(request, 'content-encoding')?.trim().toLowerCase();
  return coding === undefined || coding === '' || coding === 'identity' ? undefined : coding;
}

/**
 * Decompresses a request's body, as API Gateway does before anything reads it.
 * @param maxBytes what the body may be once it is decompressed
 * @returns the bytes, or why there are none: a coding that is not known, a body that is not in it,
 * or one that grows beyond the limit
 */
export async function decodeBody(
  body: Buffer,
  coding: string,
  maxBytes: number,
): Promise<Buffer | UnreadableBody> {
  const decode = codings.get(coding);
  if (!decode) return 'UNSUPPORTED_MEDIA_TYPE';
  if (body.length === 0) return body;
  try {
    return await decode(body, { maxOutputLength: maxBytes });
  } catch (error) {
    const isTooLarge = error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
    return isTooLarge ? 'REQUEST_TOO_LARGE' : 'UNSUPPORTED_MEDIA_TYPE';
  }
}
