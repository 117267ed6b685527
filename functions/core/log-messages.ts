/** Something the log can say: a stable code to search for and a sentence for the reader. */
export interface LogMessage {
  readonly code: string;
  readonly text: string;
}

/**
 * Everything the functions log, and the local cell about its alarms. Call sites name an entry, so that every log line has a code to
 * search for.
 */
export const logMessages = {
  retryLater: { code: 'RETRY_LATER', text: 'A message failed and will be retried.' },
  retryLaterFailed: {
    code: 'RETRY_LATER_FAILED',
    text: 'A failed message could not be hidden; it comes back when the queue’s visibility timeout ends.',
  },
  deadLettered: {
    code: 'DEAD_LETTERED',
    text: 'A message failed permanently and is on the dead-letter queue.',
  },
  deadLetterFailed: {
    code: 'DEAD_LETTER_FAILED',
    text: 'A failed message could not be put on the dead-letter queue; it comes back.',
  },
  storeAway: {
    code: 'STORE_AWAY',
    text: 'Calls to a store fail; batches are held, and one at a time probes whether it is back.',
  },
  storeBack: { code: 'STORE_BACK', text: 'A store answers again; batches are no longer held.' },
  conflictingContent: {
    code: 'CONFLICTING_CONTENT',
    text: 'An event id was used for more than one content; both are stored and the invoice shows the conflict.',
  },
  unaccountedEvents: {
    code: 'EVENTS_UNACCOUNTED',
    text: 'Accepted events are missing or altered in a store, and on no queue; the first are named.',
  },
  snapshotsReplaced: {
    code: 'SNAPSHOTS_REPLACED',
    text: 'Snapshots of invoices were missing, or older than their records; they were made anew, and the first are named.',
  },
  snapshotsBegun: {
    code: 'SNAPSHOTS_BEGUN',
    text: 'The snapshots of the ledger’s invoices are being made, as the time series has none of this version; figures about invoices are incomplete until they are.',
  },
  snapshotsEnded: {
    code: 'SNAPSHOTS_ENDED',
    text: 'The snapshots of the ledger’s invoices are made; `left` counts those that cannot be read or stored.',
  },
  snapshotsFailed: {
    code: 'SNAPSHOTS_FAILED',
    text: 'The snapshots of the ledger’s invoices could not all be made; the next start goes on.',
  },
  reconciliationFailed: {
    code: 'RECONCILIATION_FAILED',
    text: 'A round of reconciling could not be finished; the next one repeats it.',
  },
  stuckInvoices: {
    code: 'STUCK_INVOICES',
    text: 'Invoices are past the deadline of their stage; the oldest are named.',
  },
  alarmChanged: { code: 'ALARM_CHANGED', text: 'An alarm began to ring, or stopped.' },
  alarmsNotEvaluated: {
    code: 'ALARMS_NOT_EVALUATED',
    text: 'The alarms could not be evaluated; the next minute tries again.',
  },
  notDelivered: {
    code: 'NOT_DELIVERED_HERE',
    text: 'A topic has a subscriber that a cell on one machine cannot reach, such as a mail address.',
  },
  announcementsRefused: {
    code: 'ANNOUNCEMENTS_REFUSED',
    text: 'The bus did not take announcements about stuck invoices; the next run makes them again.',
  },
  alertLinksUnsigned: {
    code: 'ALERT_LINKS_UNSIGNED',
    text: 'The links of an announcement could not be signed; it was made without them.',
  },
  alertLinkRefused: {
    code: 'ALERT_LINK_REFUSED',
    text: 'A link to an alert was not followed: it is not the cell’s, or its time is over.',
  },
  alertLinkFollowed: { code: 'ALERT_LINK_FOLLOWED', text: 'A contact acted on an alert by a link.' },
  alertTargetFailed: {
    code: 'ALERT_TARGET_FAILED',
    text: 'An announcement of an alert could not be delivered to one of its targets.',
  },
} as const satisfies Readonly<Record<string, LogMessage>>;
