import { busDetailType, busSource } from '../../functions/core/names.ts';
import type { Stage } from '../../schemas/stages.ts';
import { schemaVersion } from '../../schemas/version.ts';
import type { Cell } from '../cells/cell.ts';
import { problem } from './problems.ts';

/** A producer's name and the id of its API key. */
export interface KeyHolder {
  readonly name: string;
  readonly keyId: string;
}

/**
 * Sets `$producer` to the name of the holder of the request's key, or to nothing when the key is
 * not among `permitted`. The ids are those that API Gateway gave the keys, so a key made outside
 * the registry is nobody's.
 */
function findProducer(permitted: readonly KeyHolder[]): string {
  return `\
#set($key = "$context.identity.apiKeyId")
#set($producer = "")
${permitted.map(({ name, keyId }) => `#if($key == "${keyId}")#set($producer = "${name}")#end\n`).join('')}`;
}

/**
 * The Velocity template that turns a request body into a PutEvents call, one entry per event, each
 * wrapped in the envelope (`Envelope` in functions/core/invoice/fact.ts).
 *
 * - A template cannot refuse a request. What it can do is to ask the bus for nothing: PutEvents
 *   refuses an empty list, and `refusedTemplate` says why. So a producer reports on the stages it
 *   is `permitted` and on no other. Throttling its plan to nothing on the other methods would not
 *   do: API Gateway calls throttles a target, kept as well as it can.
 * - API Gateway's Velocity formats no dates. `receivedAt` is put together from the two forms it
 *   offers of one instant: `requestTime` (`21/Nov/2026:09:30:00 +0000`, always UTC) and the last
 *   three digits of `requestTimeEpoch` (ms).
 * - `escapeJavaScript` writes `\'`, which JSON forbids: the pattern of `replaceAll` is a regular
 *   expression for it.
 * - A double-quoted `"$.events…"` would start with what may be read as a reference, hence `$each`.
 */
export function putEventsTemplate(
  stage: Stage,
  cell: Cell,
  eventBusName: string,
  permitted: readonly KeyHolder[],
): string {
  return `\
${findProducer(permitted)}\
#if($producer == "")
{"Entries":[]}
#else
#set($months = "Jan01Feb02Mar03Apr04May05Jun06Jul07Aug08Sep09Oct10Nov11Dec12")
#set($time = "$context.requestTime")
#set($epoch = "$context.requestTimeEpoch")
#set($from = $months.indexOf($time.substring(3, 6)) + 3)
#set($to = $from + 2)
#set($month = $months.substring($from, $to))
#set($receivedAt = "\${time.substring(7, 11)}-\${month}-\${time.substring(0, 2)}T\${time.substring(12, 20)}.\${epoch.substring(10)}Z")
#set($body = $input.path('$'))
#set($each = '$.events[')
#set($last = 0)
#if($body.events)#set($last = $body.events.size() - 1)#end
{"Entries":[#foreach($index in [0..$last])
#if($body.events)#set($event = $input.json("\${each}\${index}]"))#else#set($event = $input.json('$'))#end
{"EventBusName":"${eventBusName}","Source":"${busSource}","DetailType":"${busDetailType}","Detail":"${detail(stage, cell)}"}#if($foreach.hasNext),#end
#end]}
#end`;
}

/** The envelope as the text of a JSON string. */
function detail(stage: Stage, cell: Cell): string {
  const envelope = {
    schemaVersion,
    stage,
    receivedAt: '$receivedAt',
    requestId: '$context.requestId',
    producer: '$producer',
    cell: cell.name,
    region: cell.region,
    accountId: '$context.accountId',
  };
  const fields = JSON.stringify(JSON.stringify(envelope)).slice(1, -2);
  return `${fields},\\"event\\":$util.escapeJavaScript($event).replaceAll("\\\\'","'")}`;
}

/** Seconds after which a client may retry. */
export const retryAfterSeconds = '1';

const unavailable = problem(
  503,
  'BUS_UNAVAILABLE',
  'The event bus did not take every event of the request. Send the whole request again: what was taken is not counted twice.',
);

const becomeUnavailable = `\
#set($context.responseOverride.status = 503)
#set($context.responseOverride.header.Content-Type = "application/problem+json")
#set($context.responseOverride.header.Retry-After = "${retryAfterSeconds}")
${unavailable}`;

/** PutEvents answers 200 even if it took none of the entries; only all of them make a 202. */
export const acceptedTemplate = `\
#set($reply = $input.path('$'))
#if($reply.FailedEntryCount == 0 && $reply.Entries.size() > 0)
{"requestId":"$context.requestId","accepted":$reply.Entries.size()}
#else
${becomeUnavailable}
#end`;

/**
 * The client must fix what the bus finds wrong with a request, but not throttling or denied access,
 * which are 4xx too. A request of a producer that may not report on the stage was sent to the bus
 * empty, to be refused.
 */
export function refusedTemplate(stage: Stage, permitted: readonly KeyHolder[]): string {
  return `\
${findProducer(permitted)}\
#set($type = "$!input.path('$.__type')")
#if($producer == "")
#set($context.responseOverride.status = 403)
${problem(403, 'STAGE_NOT_PERMITTED', `The key is not permitted to report on ${stage}; nothing was accepted. Send to the stages you were given, or ask for this one.`)}
#elseif($type.contains("ValidationException"))
${problem(400, 'REFUSED_BY_BUS', 'The event bus refused the request, most likely for its size. Send fewer or smaller events.')}
#else
${becomeUnavailable}
#end`;
}

export const unavailableTemplate = unavailable;
