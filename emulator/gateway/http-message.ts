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
