import type { Bucket } from '../../kpi-reader.ts';
import type { TimeForm } from './times.ts';

/** The column header of a bucket, and the form its start is written in. */
export const bucketForms: Readonly<Record<Bucket, { readonly title: string; readonly form: TimeForm }>> = {
  minute: { title: 'Minute', form: 'minute' },
  hour: { title: 'Hour', form: 'minute' },
  day: { title: 'Day', form: 'utcDay' },
  week: { title: 'Week', form: 'utcDay' },
  month: { title: 'Month', form: 'utcDay' },
};
