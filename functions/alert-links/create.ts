import type { APIGatewayProxyResult } from 'aws-lambda';
import { followLink, openLink } from '../../operations/alerts/links.ts';
import { alertLinkParameter } from '../core/alerts/alert-link.ts';
import { BemsError } from '../core/errors.ts';
import { logMessages } from '../core/log-messages.ts';
import type { Ports } from '../core/ports.ts';
import { alertPage, pageHeaders, refusalPage } from './page.ts';

/** The parts of the API's event that the function reads. */
export interface LinkRequest {
  readonly httpMethod: string;
  readonly headers: Readonly<Record<string, string | undefined>> | null;
  readonly queryStringParameters: Readonly<Record<string, string | undefined>> | null;
  readonly requestContext: { readonly requestId: string };
}

type LinkPorts = Pick<Ports, 'alertLinks' | 'alertSettings' | 'records' | 'clock' | 'log'>;

/**
 * `AlertLinks`: `GET /alerts/link` shows what a signed link is about and asks; `POST` does it. A GET
 * changes nothing, because programs that look for malware open every link of a mail.
 */
export function create(ports: LinkPorts) {
  return async (request: LinkRequest): Promise<APIGatewayProxyResult> => {
    const isPage = wantsPage(request);
    const token = request.queryStringParameters?.[alertLinkParameter] ?? '';
    const acts = request.httpMethod === 'POST';
    try {
      const opened = await (acts ? followLink : openLink)(ports, token);
      const { link, alert } = opened;
      if (acts) {
        const { contact, act } = link;
        ports.log.info(logMessages.alertLinkFollowed, { alert: alert.id, contact, act });
      }
      return isPage
        ? page(200, alertPage(opened, ports.alertSettings, { isDone: acts }))
        : json(200, 'application/json', alert);
    } catch (error) {
      if (!(error instanceof BemsError) || error.failureClass === 'transient') throw error;
      const status = statuses[error.code] ?? 400;
      // Never the token: whoever reads the log must not be able to follow it.
      ports.log.warn(logMessages.alertLinkRefused, { problem: error.code });
      return isPage ? page(status, refusalPage(error)) : problem(status, error, request);
    }
  };
}

const statuses: Readonly<Record<string, number>> = {
  LINK_INVALID: 403,
  NO_SUCH_ALERT: 404,
  ALERT_OVER: 409,
  LINK_SUPERSEDED: 409,
  LINK_EXPIRED: 410,
};

const titles: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  403: 'Forbidden',
  404: 'Not Found',
  409: 'Conflict',
  410: 'Gone',
};

/** Whether a person's browser asks; programs get JSON. */
function wantsPage({ headers }: LinkRequest): boolean {
  const [, accept = ''] =
    Object.entries(headers ?? {}).find(([name]) => name.toLowerCase() === 'accept') ?? [];
  return accept.toLowerCase().includes('text/html');
}

function page(statusCode: number, body: string): APIGatewayProxyResult {
  return { statusCode, headers: pageHeaders, body };
}

function json(statusCode: number, contentType: string, body: object): APIGatewayProxyResult {
  const headers = { 'Content-Type': contentType, 'Cache-Control': 'no-store' };
  return { statusCode, headers, body: JSON.stringify(body) };
}

function problem(
  status: number,
  { code, message, nextStep }: BemsError,
  { requestContext: { requestId } }: LinkRequest,
): APIGatewayProxyResult {
  const detail = `${message} ${nextStep}`;
  return json(status, 'application/problem+json', {
    ...{ type: 'about:blank', title: titles[status], status, code, detail, requestId },
  });
}
