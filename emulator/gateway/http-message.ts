/** A request as the gateway takes it from whatever server received it. */
export interface HttpRequest {
  /** Upper case. */
  readonly method: string;
  /** Still encoded, without the query. */
  readonly path: string;
  /** Without the `?`; empty when there is none. */
  readonly query: string;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Empty when `bodyTooLarge`. */
  readonly body: Buffer;
  /** The server stopped reading at the gateway's limit. */
  readonly bodyTooLarge?: boolean;
  readonly sourceIp: string;
}

export interface HttpResponse {
  readonly status: number;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: string | Buffer;
}

/** The value of a header; the last one when it came more than once. @param name in lower case */
export function singleHeader({ headers }: Pick<HttpRequest, 'headers'>, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'object' ? value.at(-1) : value;
}
