/**
 * Version of the event contract, `major.minor`. A minor version only adds: everything that an older
 * version of the same major accepts stays accepted. Anything else is a new major.
 */
export const schemaVersion = '1.1';
