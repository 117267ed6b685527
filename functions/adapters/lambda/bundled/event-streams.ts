/** Stands in for `@smithy/core/event-streams` in the bundles: no call of the functions streams. */
export class EventStreamSerde {
  constructor() {
    throw new Error('The bundles of the functions have no event streams. See infra/functions/bundling.ts.');
  }
}
