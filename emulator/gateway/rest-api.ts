import type { HttpResponse } from './http-message.ts';

/** A REST API as the templates define it: what `readRestApi` returns and the gateway serves. */
export interface RestApi {
  readonly id: string;
  readonly name: string;
  readonly region: string;
  readonly accountId: string;
  readonly stage: string;
  readonly stageVariables: Readonly<Record<string, string>>;
  /** `/path/METHOD`, with `*` for any path or method → the stage's throttle. */
  readonly stageThrottles: Readonly<Record<string, Throttle>>;
  readonly methods: readonly ApiMethod[];
  /** Model name → JSON schema (draft-04). */
  readonly models: Readonly<Record<string, object>>;
  readonly gatewayResponses: Readonly<Record<string, GatewayResponse>>;
  /** Those of this API and stage. */
  readonly usagePlans: readonly UsagePlan[];
  /** Those that are enabled. */
  readonly apiKeys: readonly ApiKey[];
  /** Of the firewall in front of the stage, when there is one. */
  readonly bodyLimit?: BodyLimit;
}

export interface ApiMethod {
  /** `GET`, … or `ANY`. */
  readonly httpMethod: string;
  /** `/orders/{orderId}`. */
  readonly resourcePath: string;
  readonly resourceId: string;
  /** `AWS_IAM`: requests must be signed. */
  readonly authorizationType: 'NONE' | 'AWS_IAM';
  readonly apiKeyRequired: boolean;
  /** `method.request.querystring.name` → required. */
  readonly parameters: Readonly<Record<string, boolean>>;
  readonly validatesBody: boolean;
  readonly validatesParameters: boolean;
  /** Content type → name of the model. */
  readonly models: Readonly<Record<string, string>>;
  readonly integration: Integration;
}

export interface Integration {
  readonly type: string;
  readonly uri: string;
  readonly passthroughBehavior: 'WHEN_NO_MATCH' | 'WHEN_NO_TEMPLATES' | 'NEVER';
  /** `integration.request.header.Name` → expression. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly templates: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly responses: readonly IntegrationResponse[];
}

export interface IntegrationResponse {
  readonly status: number;
  /** Regular expression on the whole status of the integration; the default response has none. */
  readonly selectionPattern?: string;
  /** `method.response.header.Name` → expression. */
  readonly parameters: Readonly<Record<string, string>>;
  /** By content type. */
  readonly templates: Readonly<Record<string, string>>;
}

export interface GatewayResponse {
  readonly status?: number;
  /** `gatewayresponse.header.Name` → expression. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly templates: Readonly<Record<string, string>>;
}

/** Requests per second and how many may come at once; an absent one does not limit. */
export interface Throttle {
  readonly rate?: number;
  readonly burst?: number;
}

export type QuotaPeriod = 'DAY' | 'WEEK' | 'MONTH';

export interface UsagePlan {
  readonly id: string;
  readonly throttle: Throttle;
  /** `/orders/POST` → throttle of that method. */
  readonly methodThrottles: Readonly<Record<string, Throttle>>;
  readonly quota?: { readonly limit: number; readonly period: QuotaPeriod; readonly offset: number };
  /** Ids of the keys that belong to it. */
  readonly keyIds: readonly string[];
}

export interface ApiKey {
  readonly id: string;
  readonly name: string;
}

/** The largest body that the firewall lets through, and what it answers to a larger one. */
export interface BodyLimit {
  readonly maxBytes: number;
  readonly reply: HttpResponse;
}
