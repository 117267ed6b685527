import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { AlertTarget } from '../../core/ports.ts';

/**
 * Subjects of e-mail are ASCII, without line breaks, and shorter than 100 characters:
 * https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
 */
const maxSubject = 99;

/**
 * Tells a contact by the topic that has its addresses.
 * @param topicsArn the ARN of a contact's topic without the contact
 */
export function snsAlertTarget(client: SNSClient, topicsArn: string): AlertTarget {
  return {
    name: 'sns',
    async deliver({ contact, subject, text }) {
      await client.send(
        new PublishCommand({
          TopicArn: `${topicsArn}${contact}`,
          Subject: subject
            .replaceAll('’', "'")
            .replace(/[^ -~]/g, '?')
            .slice(0, maxSubject),
          Message: text,
        }),
      );
    },
  };
}
