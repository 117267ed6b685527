import type { Board } from '../board.ts';
import type { Finding } from '../finding.ts';
import type { Deployment } from '../template.ts';

/** What is wrong with an analysis or a dashboard in one respect. */
export type BoardRule = (board: Board) => readonly Finding[];

/** What is wrong with the resources of the templates in one respect. */
export type DeploymentRule = (deployment: Deployment) => readonly Finding[];
