import { defineConfig } from 'vitest/config';
import LongestFirst from './test/longest-first.ts';

export default defineConfig(({ mode }) => ({
  test: {
    include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
    // Cells, browsers and the outside AWS double are started by the tests themselves. Two cores run three files at a
    // time, because one of them usually waits for such a process. With four a run took as long, in twice the load.
    maxWorkers: 3,
    // The files of a worker share what they import and synthesize: a half of the time of a run went into loading
    // the same modules again. A test leaves no state behind in a module.
    isolate: false,
    // Node runs the files as `npm start` does, without Vite's transformation: half the time of importing them.
    experimental: { viteModuleRunner: false },
    sequence: { sequencer: LongestFirst },
    globalSetup: 'test/run-folder.ts',
    testTimeout: mode === 'long' ? 200_000 : 20_000,
    hookTimeout: 60_000,
    // `vitest --mode long`: see test/long-run.ts.
    env: { BEMS_LONG_RUN: String(mode === 'long') },
  },
}));
