import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { names } from '../../functions/core/names.ts';
import { CellStage } from '../../infra/cell-stage.ts';
import { firstCell } from '../../infra/cells/examples.ts';
import { smallAlarmsOf } from '../../infra/cells/small-alarms.ts';
import { alarmsOf } from '../../infra/monitoring/alarms.ts';
import { sampleDownstream } from '../contract/samples.ts';
import { alarmsIn, bodyOf, compositesIn, graphsOf, metricsOf, resourcesOf } from './monitoring-template.ts';
import { testApp } from './synthesis.ts';

const name = names(firstCell.prefix);
const monitoring = Template.fromStack(new CellStage(testApp(), firstCell).monitoring);
const alarms = alarmsIn(monitoring);
const namesOf = alarms.map(({ properties }) => String(properties.AlarmName));

describe('Given a small cell', () => {
  test('When it is monitored, Then by the alarms of its list, of one metric each', () => {
    expect(namesOf.toSorted()).toEqual(smallAlarmsOf(firstCell).map(name.alarm).toSorted());
    for (const alarm of alarms) expect(metricsOf(alarm), String(alarm.properties.AlarmName)).toHaveLength(1);
  });

  test('When an accepted event is lost, held up, or nobody would know, Then that rings', () => {
    for (const kind of ['events-unaccounted', 'events-unproved', 'reconciler-silent', 'archive-dead-letters'])
      expect(namesOf).toContain(name.alarm(kind));
  });

  test('When any alarm rings, Then its dashboard shows it, and no alarm is over it', () => {
    expect([...compositesIn(monitoring)]).toEqual([]);
    const [dashboard] = resourcesOf(monitoring, 'AWS::CloudWatch::Dashboard');
    const shown = JSON.stringify(dashboard?.properties);
    for (const { logicalId } of alarms) expect(shown).toContain(`"${logicalId}","Arn"`);
  });

  test('When a stage has a downstream, Then what it was not told of rings', () => {
    const telling = { ...firstCell, downstream: { posting: sampleDownstream } };
    expect(alarmsOf(telling)).toHaveLength(alarmsOf(firstCell).length + 1);
    expect(alarmsOf(telling).map(({ kindName }) => kindName)).toContain('downstream-dead-letters');
  });

  test('When its dashboard is drawn, Then with the 50 metrics at most that may be free', () => {
    const [dashboard, ...others] = resourcesOf(monitoring, 'AWS::CloudWatch::Dashboard');
    expect(others).toEqual([]);
    const lines = graphsOf(bodyOf(dashboard?.properties ?? {})).flatMap(({ metrics }) => metrics);
    expect(lines.length).toBeGreaterThan(30);
    expect(lines.length).toBeLessThanOrEqual(50);
  });
});
