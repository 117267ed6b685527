import type { Stage } from '../../../schemas/stages.ts';
import { isInstant } from '../invoice/instant.ts';
import { alwaysTransient } from './answer-class.ts';
import { type DownstreamSettings, type Downstreams, downstreamStages } from './settings.ts';

/**
 * The longest that a call may take: the caller's timeout leaves room for one, and a second after a
 * refused secret.
 */
const maxTimeoutMs = 10_000;

/** A breaker is not open for longer than the longest delay of a retry. */
const maxOpenMs = 300_000;

/**
 * What is wrong with the downstreams of a cell, a phrase each that names the field.
 * @param options.onThisMachine the cell is a local one, whose downstreams may be on the loopback interface
 */
export function downstreamErrors(
  downstreams: Downstreams = {},
  { onThisMachine }: { readonly onThisMachine: boolean },
): string[] {
  return downstreamStages(downstreams).flatMap((stage) => {
    const settings = downstreams[stage];
    return settings ? errorsOfOne(stage, settings, onThisMachine) : [];
  });
}

function errorsOfOne(stage: Stage, settings: DownstreamSettings, onThisMachine: boolean): string[] {
  const { url, since, timeoutMs, headersFromSecret, businessStatuses = [], breaker = {} } = settings;
  const { failuresToOpen = 1, firstOpenMs = 1, longestOpenMs = maxOpenMs } = breaker;
  const field = (name: string) => `downstream.${stage}.${name}`;
  return [
    ...urlErrors(field('url'), url, onThisMachine),
    ...unless(isInstant(since), `${field('since')} must be a time in RFC 3339, not ${since}`),
    ...whole(field('timeoutMs'), timeoutMs, 100, maxTimeoutMs),
    ...unless(
      headersFromSecret === undefined || /^[\w/+=.@-]{1,512}$/.test(headersFromSecret),
      `${field('headersFromSecret')} must be the name of a secret: letters, digits and /_+=.@-`,
    ),
    // A name that looks like the end of an ARN makes Secrets Manager take it for one.
    ...unless(
      headersFromSecret === undefined || !/-\w{6}$/.test(headersFromSecret),
      `${field('headersFromSecret')} must not end with a dash and six characters, as ARNs of secrets do`,
    ),
    ...businessStatuses
      .filter(
        (status) =>
          !(Number.isInteger(status) && status >= 400 && status <= 499) || alwaysTransient.has(status),
      )
      .map(
        (status) =>
          `${field('businessStatuses')} must be answers from 400 to 499 other than ${[...alwaysTransient].join(' and ')}, not ${status}`,
      ),
    ...whole(field('breaker.failuresToOpen'), failuresToOpen, 1, 100),
    ...whole(field('breaker.firstOpenMs'), firstOpenMs, 1, maxOpenMs),
    ...whole(field('breaker.longestOpenMs'), longestOpenMs, firstOpenMs, maxOpenMs),
  ];
}

/** The machine itself, by name or address: what is sent there crosses no network. */
const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

function urlErrors(field: string, text: string, onThisMachine: boolean): string[] {
  const url = URL.parse(text);
  // The text may hold a password: none of these sentences repeats it.
  if (!url) return [`${field} is not a URL`];
  const isLocal = loopback.test(url.hostname);
  return [
    ...unless(
      url.protocol === 'https:' || (onThisMachine && isLocal && url.protocol === 'http:'),
      `${field} must begin with https://${onThisMachine ? ', or with http:// and name this machine' : ''}`,
    ),
    ...unless(onThisMachine || !isLocal, `${field} names the machine itself, where no downstream is`),
    ...unless(
      url.username === '' && url.password === '',
      `${field} holds a user or a password: put what authenticates into the secret that headersFromSecret names`,
    ),
    ...unless(url.hash === '', `${field} has a fragment (#), which is never sent`),
  ];
}

function whole(field: string, value: number, min: number, max: number): string[] {
  return unless(
    Number.isInteger(value) && value >= min && value <= max,
    `${field} must be a whole number from ${min} to ${max}, not ${value}`,
  );
}

function unless(right: boolean, sentence: string): string[] {
  return right ? [] : [sentence];
}
