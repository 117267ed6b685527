import { at, type Check, idOf, ofType } from './resources.ts';

/** What a client that has used up a day's requests may be asked to wait, in seconds, at least. */
const shortestWait = 600;

/** Who is refused for up to a day is not sent back at once, to be refused again every second. */
export const retries: Check = (resources) =>
  ofType(resources, 'AWS::ApiGateway::GatewayResponse')
    .filter(({ properties }) => properties.ResponseType === 'QUOTA_EXCEEDED')
    .filter(({ properties }) => {
      const value = at(properties, 'ResponseParameters', 'gatewayresponse.header.Retry-After');
      return !(Number(String(value).replaceAll("'", '')) >= shortestWait);
    })
    .map((reply) => `${idOf(reply)} asks who has used up a quota to come back too soon`);
