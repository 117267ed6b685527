/** Why a property or a resource type changes nothing where stacks run on one machine. */

/** Names and notes for people. */
export const labels = {
  Description: 'a note for people',
  Tags: 'a label for people and for bills',
} as const;

export const encryption = 'what is at rest is protected by the permissions of the data folder';

export const permissions = 'one process with one owner: IAM is not evaluated';

export const oneRegion = 'everything is in one place';

export const logging = 'the host keeps a log of its own';

export const neverUnreachable = 'a target in the same process is never out of reach';
