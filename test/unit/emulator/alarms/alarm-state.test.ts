import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type AlarmState,
  alarmStates,
  type MissingData,
  missingDataTreatments,
  nextState,
} from '../../../../emulator/alarms/alarm-state.ts';

/** `0` is a good value, `X` a bad one, `-` none. */
const pointsOf = (text: string) => text.split(' ').map((sign) => ({ '0': 0, X: 2, '-': undefined })[sign]);

const stateAfter = (text: string, m: number, missingData: MissingData, current: AlarmState) =>
  nextState(
    { evaluationPeriods: 3, datapointsToAlarm: m, missingData, breaches: (value) => value > 1 },
    pointsOf(text),
    current,
  );

const retain = 'retain';
type Row = readonly [points: string, missing: string, ignore: string, breaching: string, not: string];

// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
const threeOfThree: readonly Row[] = [
  ['0 - X - X', 'OK', 'OK', 'OK', 'OK'],
  ['0 - - - -', 'OK', 'OK', 'OK', 'OK'],
  ['- - - - -', 'INSUFFICIENT_DATA', retain, 'ALARM', 'OK'],
  ['0 X X - X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
  ['- - X - -', 'ALARM', retain, 'ALARM', 'OK'],
];
const twoOfThree: readonly Row[] = [
  ['0 - X - X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
  ['0 0 X 0 X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
  ['0 - X - -', 'OK', 'OK', 'ALARM', 'OK'],
  ['- - - - 0', 'OK', 'OK', 'ALARM', 'OK'],
  ['- - - X -', 'ALARM', retain, 'ALARM', 'OK'],
];

function expectRow(m: number, [points, missing, ignore, breaching, notBreaching]: Row) {
  const expected = { missing, ignore, breaching, notBreaching };
  for (const treatment of missingDataTreatments)
    for (const current of alarmStates) {
      const wanted = expected[treatment] === retain ? current : expected[treatment];
      expect(stateAfter(points, m, treatment, current), `${treatment}, was ${current}`).toBe(wanted);
    }
}

describe('Given the examples of CloudWatch’s documentation', () => {
  it.each(threeOfThree)('When three of three have to breach in %s, Then as documented', (...row) => {
    expectRow(3, row);
  });

  it.each(twoOfThree)('When two of three have to breach in %s, Then as documented', (...row) => {
    expectRow(2, row);
  });

  it.each(['- - - - X', '- - - X -'])('When the first bad value is young (%s), Then no alarm', (points) => {
    for (const treatment of ['missing', 'ignore', 'notBreaching'] as const)
      expect(stateAfter(points, 3, treatment, 'OK')).toBe('OK');
  });
});

describe('Given any datapoints', () => {
  const rules = fc
    .record({ evaluationPeriods: fc.integer({ min: 1, max: 6 }), m: fc.integer({ min: 1, max: 6 }) })
    .filter(({ evaluationPeriods, m }) => m <= evaluationPeriods);
  const points = fc.array(fc.constantFrom(0, 2, undefined), { minLength: 8, maxLength: 8 });

  it('When nothing is missing, Then M of the last N decide, whatever the treatment', () => {
    fc.assert(
      fc.property(
        rules,
        fc.array(fc.constantFrom(0, 2), { minLength: 8, maxLength: 8 }),
        fc.constantFrom(...missingDataTreatments),
        fc.constantFrom(...alarmStates),
        ({ evaluationPeriods, m }, values, missingData, current) => {
          const rule = { evaluationPeriods, datapointsToAlarm: m, missingData };
          const bad = values.slice(-evaluationPeriods).filter((value) => value > 1).length;
          expect(nextState({ ...rule, breaches: (value) => value > 1 }, values, current)).toBe(
            bad >= m ? 'ALARM' : 'OK',
          );
        },
      ),
    );
  });

  it('When missing counts as good, Then it never rings where missing as bad would not', () => {
    fc.assert(
      fc.property(rules, points, ({ evaluationPeriods, m }, values) => {
        const rule = { evaluationPeriods, datapointsToAlarm: m, breaches: (value: number) => value > 1 };
        const kind = nextState({ ...rule, missingData: 'notBreaching' }, values, 'OK');
        const strict = nextState({ ...rule, missingData: 'breaching' }, values, 'OK');
        expect(kind === 'ALARM' && strict !== 'ALARM').toBe(false);
      }),
    );
  });
});
