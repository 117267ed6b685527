import { dirname } from 'node:path';

/** The folder that holds the project's rooms. */
export const projectRoot = dirname(import.meta.dirname);
