/** Something the log can say: a stable code to search for and a sentence for the reader. */
export interface LogMessage {
  readonly code: string;
  readonly text: string;
}

/**
 * Everything the functions log. Call sites name an entry, so that every log line has a code to
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
  conflictingContent: {
    code: 'CONFLICTING_CONTENT',
    text: 'An event id was used for more than one content; both are stored and the invoice shows the conflict.',
  },
  stuckInvoices: {
    code: 'STUCK_INVOICES',
    text: 'Invoices are past the deadline of their stage; the oldest are named.',
  },
  announcementsRefused: {
    code: 'ANNOUNCEMENTS_REFUSED',
    text: 'The bus did not take announcements about stuck invoices; the next run makes them again.',
  },
  alertTargetFailed: {
    code: 'ALERT_TARGET_FAILED',
    text: 'An announcement of an alert could not be delivered to one of its targets.',
  },
} as const satisfies Readonly<Record<string, LogMessage>>;
