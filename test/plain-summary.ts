import type { Reporter, TestModule } from 'vitest/node';

/** Ends the output with one line that a person, and any program that reads logs, understands. */
export default class PlainSummary implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const states = modules.flatMap((module) => [...module.children.allTests()].map((test) => test.result().state));
    const count = (state: string) => states.filter((one) => one === state).length;
    // A file that could not be loaded, or an error outside of any test, has no test to be counted by.
    const broken = modules.filter((module) => module.errors().length > 0).length + errors.length;
    const skipped = count('skipped') + count('pending');
    console.log(`tests: ${count('passed')} passed, ${count('failed') + broken} failed, ${skipped} skipped\n`);
  }
}
