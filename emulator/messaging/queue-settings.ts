/** What a queue's definition says of it. */
export interface QueueSettings {
  readonly name: string;
  readonly arn: string;
  readonly fifo: boolean;
  readonly contentBasedDeduplication: boolean;
  /** A deduplication id counts within its group or in the whole queue. */
  readonly deduplicationScope: 'messageGroup' | 'queue';
  readonly visibilityTimeoutSeconds: number;
  /** After so many receives the next one moves the message to the dead-letter queue instead. */
  readonly maxReceiveCount?: number | undefined;
  /** Has left the definition: what it holds stays, and nobody reads it. */
  readonly isRetired?: true;
}
