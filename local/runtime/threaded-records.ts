import type { Records } from '../../functions/core/ports.ts';
import type { PathThread } from './path.ts';
import type { RecordsApi } from './thread-api.ts';

/** Offers operations' records to the other thread. */
export function recordsApi(records: Records): RecordsApi {
  return {
    createRecord: (collection, key, value, options) => records.create(collection, key, value, options),
    readRecord: (collection, key) => records.read(collection, key),
    replaceRecord: (collection, key, value, revision) => records.replace(collection, key, value, revision),
    removeRecord: (collection, key, revision) => records.remove(collection, key, revision),
    listRecords: (collection, page) => records.list(collection, page),
  };
}

/** The records of the path in its thread. Values must survive structured cloning, as JSON does. */
export function threadedRecords(path: Pick<PathThread, 'call'>): Records {
  return {
    create: (collection, key, value, options) => path.call('createRecord', collection, key, value, options),
    read: (collection, key) => path.call('readRecord', collection, key),
    replace: (collection, key, value, revision) =>
      path.call('replaceRecord', collection, key, value, revision),
    remove: (collection, key, revision) => path.call('removeRecord', collection, key, revision),
    list: (collection, page) => path.call('listRecords', collection, page),
  };
}
