/** Kept by its stack from then on, and gone with the deployment that fails to make it. */
export const keptOnceMade = { DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' };
