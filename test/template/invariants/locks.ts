import type { Resource } from '../../../emulator/template/cell-template.ts';
import { at, type Check, idOf, objectsOf, ofType } from './resources.ts';

/** For how long nobody may delete an object, in days. */
const shortest = { ofTrial: 1, ofCell: 365 };

/**
 * The archive of auditors is locked for years; that of a cell that is only tried out, which keeps its logs
 * for a day, for no longer than them.
 */
export const locks: Check = (resources) => {
  const isTrial = ofType(resources, 'AWS::Logs::LogGroup').every(
    ({ properties }) => properties.RetentionInDays === 1,
  );
  const locked = ofType(resources, 'AWS::S3::Bucket').filter(
    ({ properties }) => properties.ObjectLockEnabled === true,
  );
  if (locked.length === 0) return ['Nothing keeps events from being deleted'];
  return locked.flatMap((bucket) => {
    const days = lockedDays(bucket);
    if (isTrial && !(days <= shortest.ofTrial))
      return [`${idOf(bucket)} locks what was only tried out for ${days} days`];
    return !isTrial && !(days >= shortest.ofCell) ? [`${idOf(bucket)} locks events for ${days} days`] : [];
  });
};

function lockedDays({ properties }: Resource): number {
  const [rule] = objectsOf(at(properties, 'ObjectLockConfiguration', 'Rule', 'DefaultRetention'));
  return Number(rule?.Days);
}
