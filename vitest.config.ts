import { defineConfig } from 'vitest/config';

/**
 * Two tiers, which differ by file name. A unit test needs nothing but Node, and its file takes less than 4 seconds of
 * processor time, with the processes that it starts. Tests that need ffmpeg, pack the extension or train for longer are
 * integration tests: `*.integration.test.ts`.
 */
export default defineConfig({
  test: {
    pool: 'forks',
    // Two cores: more than two processes only fight over them.
    maxWorkers: 2,
    // Only what hangs is broken off: a test may take ten times as long on a machine that is busy with something else.
    testTimeout: 600_000,
    hookTimeout: 600_000,
    // What is awaited comes much later on a machine that is busy with something else.
    expect: { poll: { timeout: 20_000 } },
    projects: [
      {
        extends: true,
        test: { name: 'unit', include: ['test/unit/**/*.test.ts'], exclude: ['**/*.integration.test.ts'] },
      },
      { extends: true, test: { name: 'integration', include: ['test/unit/**/*.integration.test.ts'] } },
    ],
  },
});
