import type { PutMetricAlarmCommandInput } from '@aws-sdk/client-cloudwatch';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AlarmListing } from '../../dashboards/console-api.ts';
import { alarmDescription } from '../../functions/core/alerts/alarm-description.ts';

const description = alarmDescription('invoice-posting.fifo. Events wait. Two minutes.', {
  ...{ group: 'path', severity: 'critical', audiences: ['operations'] },
  runbook: 'docs/runbooks.md#alerts-do-not-arrive',
});

const common: Omit<PutMetricAlarmCommandInput, 'AlarmName'> = {
  ...{ AlarmDescription: description, EvaluationPeriods: 5, DatapointsToAlarm: 3 },
  ...{ ComparisonOperator: 'GreaterThanThreshold', TreatMissingData: 'notBreaching' },
};

/** The alarms of a cell, by the properties that template and API share. */
export const sampleAlarms: readonly PutMetricAlarmCommandInput[] = [
  {
    ...{ ...common, AlarmName: 'eu-1-invoice-queue-age', Threshold: 120, Period: 60, Statistic: 'Maximum' },
    ...{ Namespace: 'AWS/SQS', MetricName: 'ApproximateAgeOfOldestMessage' },
    Dimensions: [{ Name: 'QueueName', Value: 'eu-1-invoice-posting.fifo' }],
  },
  {
    ...{ ...common, AlarmName: 'eu-1-invoice-slow', Threshold: 80 },
    Metrics: [
      { Id: 'share', Expression: '100 * slowest / 30000', Label: '% of the timeout', ReturnData: true },
      {
        ...{ Id: 'slowest', ReturnData: false },
        MetricStat: {
          Metric: {
            ...{ Namespace: 'AWS/Lambda', MetricName: 'Duration' },
            Dimensions: [{ Name: 'FunctionName', Value: 'eu-1-InvoiceRelay' }],
          },
          ...{ Period: 60, Stat: 'Maximum' },
        },
      },
    ],
  },
  // Enough of them that they come in pages.
  ...Array.from(
    { length: 120 },
    (_, index): PutMetricAlarmCommandInput => ({
      ...{ ...common, AlarmName: `eu-1-invoice-quiet-${index}`, Threshold: 1, Period: 60, Statistic: 'Sum' },
      ...{ Namespace: 'AWS/SNS', MetricName: 'NumberOfNotificationsFailed' },
      Dimensions: [{ Name: 'TopicName', Value: `t-${index}` }],
    }),
  ),
];

/** Of another cell of the account, and of nobody's. */
export const foreignAlarms = ['us-1-invoice-queue-age', 'disk-full'].map(
  (AlarmName): PutMetricAlarmCommandInput => ({
    ...{ ...common, AlarmName, Threshold: 1, Period: 60, Statistic: 'Sum' },
    ...{ Namespace: 'AWS/SNS', MetricName: 'NumberOfNotificationsFailed' },
  }),
);

/** Which rings, and why. */
export const ringing = { name: 'eu-1-invoice-slow', reason: 'Threshold Crossed: 3 datapoints.' };

interface AlarmsUnderTest {
  readonly list: () => Promise<AlarmListing>;
  readonly close?: () => Promise<void>;
}

/** What every listing of the sample alarms must say. */
export function alarmsContract(name: string, make: () => Promise<AlarmsUnderTest>): void {
  describe(`${name} as what lists alarms`, () => {
    let subject: AlarmsUnderTest;
    let listing: AlarmListing;
    beforeAll(async () => {
      subject = await make();
      listing = await subject.list();
    });
    afterAll(() => subject?.close?.());

    test('When alarms are listed, Then every one of the cell’s is, those that ring first', () => {
      const listed = listing.alarms.map((alarm) => alarm.name);
      expect(listed[0]).toBe(ringing.name);
      expect(listed.toSorted()).toEqual(sampleAlarms.map(({ AlarmName }) => AlarmName).toSorted());
    });

    test('When one rings, Then it says what it means, what is compared and what to do', () => {
      expect(listing.alarms[0]).toMatchObject({
        ...{ state: 'ALARM', severity: 'critical', reason: ringing.reason },
        description: 'invoice-posting.fifo. Events wait. Two minutes.',
        since: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
        condition: {
          ...{ subject: '% of the timeout', comparison: 'greater than', threshold: 80 },
          ...{ evaluationPeriods: 5, datapointsToAlarm: 3, periodSeconds: 60 },
        },
        runbook: { title: 'Alerts do not arrive' },
      });
    });

    test('When one is of a single metric, Then its statistic and metric are the subject', () => {
      expect(listing.alarms.find((alarm) => alarm.name === 'eu-1-invoice-queue-age')).toMatchObject({
        condition: { subject: 'Maximum of ApproximateAgeOfOldestMessage', threshold: 120, periodSeconds: 60 },
      });
    });
  });
}
