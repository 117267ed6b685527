import { CloudWatchClient, PutMetricAlarmCommand, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { describe, expect, it } from 'vitest';
import { deployedAlarms } from '../../cli/operations/deployed-alarms.ts';
import { readAlarms } from '../../emulator/alarms/definition/read-alarms.ts';
import { listingOf, ringingIn } from '../../local/alarms/alarm-listing.ts';
import { resource, templateOf } from '../unit/emulator/resources.ts';
import { alarmsContract, foreignAlarms, ringing, sampleAlarms } from './alarms.suite.ts';
import { motoAvailable, startMoto } from './moto.ts';

function sampleStandings() {
  const template = templateOf(
    sampleAlarms.map((properties) =>
      resource('AWS::CloudWatch::Alarm', `${properties.AlarmName}`, JSON.parse(JSON.stringify(properties))),
    ),
  );
  return readAlarms(template).map((alarm) => {
    const rings = alarm.name === ringing.name;
    const standing = {
      state: rings ? 'ALARM' : 'OK',
      since: 0,
      reason: rings ? ringing.reason : '',
    } as const;
    return [alarm, standing] as const;
  });
}

alarmsContract('A local cell', async () => ({ list: async () => listingOf(sampleStandings(), 0) }));

describe('Given one critical alarm that rings', () => {
  it('a local cell counts it, and none that is quiet', () => {
    expect(ringingIn(sampleStandings())).toEqual({ critical: 1, warning: 0 });
  });
});

describe.runIf(motoAvailable())('Given CloudWatch', () => {
  alarmsContract('A cell in an account', async () => {
    const moto = await startMoto();
    const client = new CloudWatchClient(moto.client);
    for (const alarm of [...sampleAlarms, ...foreignAlarms])
      await client.send(new PutMetricAlarmCommand(alarm));
    const { name: AlarmName, reason: StateReason } = ringing;
    await client.send(new SetAlarmStateCommand({ AlarmName, StateReason, StateValue: 'ALARM' }));
    return {
      list: () => deployedAlarms(client, 'eu-1-', { now: Date.now }),
      async close() {
        client.destroy();
        await moto.stop();
      },
    };
  });
});
