import type { MessageAttributeValue } from '@aws-sdk/client-sqs';

/** The most attributes that SQS takes with a message. */
const attributesPerMessage = 10;

/** Texts as attributes of a message, those that SQS takes: not empty, ten at most. */
export function messageAttributes(
  texts: Readonly<Record<string, string>>,
): Record<string, MessageAttributeValue> {
  return Object.fromEntries(
    Object.entries(texts)
      .filter(([, value]) => value !== '')
      .slice(0, attributesPerMessage)
      .map(([name, value]) => [name, { DataType: 'String', StringValue: sqsText(value) }]),
  );
}

/**
 * SQS takes only the characters of XML 1.0; a control character in a stack trace must not keep a
 * message from its dead-letter queue.
 */
function sqsText(text: string): string {
  return text.toWellFormed().replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD');
}
