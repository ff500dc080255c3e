import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/e2e/**/*.e2e.ts'],
    pool: 'forks',
    // One VS Code and one browser at a time: two cores.
    maxWorkers: 1,
    fileParallelism: false,
    // A machine that is busy with something else may be seven times slower: only what hangs is broken off.
    testTimeout: 600_000,
    hookTimeout: 600_000,
    expect: { poll: { timeout: 300_000 } },
  },
});
