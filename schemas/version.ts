/**
 * Version of the event contract, `major.minor`. A minor version only adds optional fields, so whatever an
 * older version of the same major accepts stays accepted; anything else is a new major.
 */
export const schemaVersion = '1.0';
