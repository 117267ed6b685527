import type { IncomingMessage } from 'node:http';

/** A larger body is not even read and discarded: the connection is cut. */
const maxDiscardedBytes = 100 * 1024 * 1024;

export interface Body {
  readonly bytes: Buffer;
  readonly tooLarge: boolean;
}

export const noBody: Body = { bytes: Buffer.alloc(0), tooLarge: false };

/**
 * Reads a request's body, keeping at most `maxBytes`. The rest is read and discarded, so that the
 * client is still listening when it is told that the body is too large.
 */
export function readBody(request: IncomingMessage, maxBytes: number): Promise<Body> {
  return new Promise((resolve, reject) => {
    let chunks: Buffer[] = [];
    let length = 0;
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length <= maxBytes) chunks.push(chunk);
      else chunks = [];
      if (length > maxDiscardedBytes) request.destroy();
    });
    request.on('end', () => {
      const [only] = chunks;
      const bytes = only && chunks.length === 1 ? only : Buffer.concat(chunks);
      resolve({ bytes, tooLarge: length > maxBytes });
    });
    request.on('error', reject);
    request.on('close', () => {
      if (!request.complete) reject(new Error('the client went away'));
    });
  });
}
