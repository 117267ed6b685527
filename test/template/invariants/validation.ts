import type { JsonObject } from '../../../lib/json.ts';
import { at, type Check, idOf, objectsOf, ofType, textAt } from './resources.ts';

/**
 * Whatever is POSTed is checked against a model before anything else sees it, and nobody calls
 * without a key, except the page of links to alerts: what may be done there is signed in its address.
 */
export const validation: Check = (resources) => {
  const validators = new Map(
    ofType(resources, 'AWS::ApiGateway::RequestValidator').map((one) => [one.physicalId, one]),
  );
  const models = new Set(ofType(resources, 'AWS::ApiGateway::Model').map(({ physicalId }) => physicalId));
  const methods = ofType(resources, 'AWS::ApiGateway::Method').filter(
    ({ properties }) => properties.HttpMethod !== 'OPTIONS' && !opensLinks(properties),
  );
  return methods.flatMap((method) => {
    const { properties } = method;
    const who = `The method ${idOf(method)}`;
    const complaints: string[] = [];
    if (properties.ApiKeyRequired !== true) complaints.push(`${who} takes calls without an API key`);
    if (properties.HttpMethod === 'GET') return complaints;
    const validatorId = textAt(properties, 'RequestValidatorId');
    const validator = validators.get(validatorId ?? '');
    if (!validator)
      complaints.push(
        validatorId === undefined
          ? `${who} has no request validator`
          : `${who} has the request validator ${validatorId}, which is not there`,
      );
    else if (validator.properties.ValidateRequestBody !== true)
      complaints.push(`The validator ${idOf(validator)} of ${who} does not look at bodies`);
    if (!models.has(textAt(properties, 'RequestModels', 'application/json') ?? ''))
      complaints.push(`${who} has no model of its body`);
    if (at(properties, 'Integration', 'PassthroughBehavior') !== 'NEVER')
      complaints.push(`${who} passes on bodies of which it has no model`);
    if (!objectsOf(at(properties, 'Integration', 'IntegrationResponses')).some(takesErrors))
      complaints.push(`${who} answers errors of the bus like successes`);
    return complaints;
  });
};

function opensLinks(method: JsonObject): boolean {
  const uri = textAt(method, 'Integration', 'Uri') ?? '';
  return at(method, 'Integration', 'Type') === 'AWS_PROXY' && /:function:[\w-]*AlertLinks\//.test(uri);
}

/**
 * Without a pattern for 5xx, the bus's failures would fall to the response that has none: the 202.
 */
function takesErrors(response: { readonly SelectionPattern?: unknown }): boolean {
  return (
    typeof response.SelectionPattern === 'string' &&
    new RegExp(`^(${response.SelectionPattern})$`).test('503')
  );
}
