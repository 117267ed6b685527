import type { Bucket } from '../../kpi-reader.ts';
import type { TimeForm } from './times.ts';

/** What a bucket is called at the head of a column, and how its beginning is written. */
export const bucketForms: Readonly<Record<Bucket, { readonly title: string; readonly form: TimeForm }>> = {
  minute: { title: 'Minute', form: 'minute' },
  hour: { title: 'Hour', form: 'minute' },
  day: { title: 'Day', form: 'utcDay' },
};
