// What the templates say of messaging, read for the engine.
export { archiveOf } from './definition/archive.ts';
export { eventSourcesOf, schedulesOf } from './definition/consumers.ts';
export { queuesOf, retiredQueue } from './definition/queues.ts';
export { rulesOf } from './definition/rules.ts';
export { topicsOf } from './definition/topics.ts';
