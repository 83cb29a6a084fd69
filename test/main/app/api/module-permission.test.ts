import { describe, expect, it, onTestFinished } from 'vitest';
import { ModulePermission } from '../../../../src/main/app/api/module-permission.ts';
import type { ModuleQuestion } from '../../../../src/main/app/api/shell.ts';
import type { Shell } from '../../../../src/main/app/api/shell.ts';
import { browserShell } from '../../../../src/main/server/shell.ts';
import { Sessions } from '../../../../src/main/server/sessions.ts';
import { openStore, type Store } from '../../../../src/main/store/store.ts';
import { temporaryStore } from '../../runs/temporary-store.ts';

const module = (name: string) => ({ name, digest: name.padEnd(64, '0'), source: `// ${name}` });
const [LAWS, OTHER] = [module('a'), module('b')];
const question = (...modules: readonly ReturnType<typeof module>[]): ModuleQuestion => ({
  file: 'runs.ganrun',
  modules,
});

/** Of a window that stays open. */
const OPEN = new AbortController().signal;

function emptyStore(): Store {
  const store = openStore(temporaryStore());
  onTestFinished(() => store.close());
  return store;
}

/** A shell that asks by itself, and what it has asked; `answer` settles the question that is open. */
class AskingShell {
  readonly asked: ModuleQuestion[] = [];
  answer: (isAllowed: boolean) => void = () => undefined;
  readonly shell: Shell = {
    ...browserShell(new Sessions(), ''),
    moduleQuestions: {
      askedBy: 'shell',
      ask: (one, withdrawn) => {
        this.asked.push(one);
        return new Promise((resolve) => {
          this.answer = resolve;
          withdrawn.addEventListener('abort', () => resolve(false));
        });
      },
    },
  };
}

describe('JavaScript that a window brings', () => {
  it('may run where the store has kept it, of the same source', async () => {
    const store = emptyStore();
    store.datasets.put({ kind: 'module', ...LAWS }, '2026-01-01T00:00:00.000Z');
    const permission = new ModulePermission(browserShell(new Sessions(), ''), OPEN);
    expect(await permission.of(question(LAWS), store, false)).toEqual({ kind: 'allowed' });
    const forged = { ...LAWS, source: '// another' };
    expect(await permission.of(question(forged), store, false)).toEqual({ kind: 'page asks', modules: [forged] });
  });

  it('is the page’s question in a browser, which brings the answer', async () => {
    const store = emptyStore();
    const permission = new ModulePermission(browserShell(new Sessions(), ''), OPEN);
    expect(await permission.of(question(LAWS), store, false)).toEqual({ kind: 'page asks', modules: [LAWS] });
    expect(await permission.of(question(LAWS), store, true)).toEqual({ kind: 'allowed' });
    expect((await permission.of(question(LAWS), store, false)).kind).toBe('page asks');
  });

  it('is the shell’s question where that asks, whatever the page says, and asked once where it was allowed', async () => {
    const store = emptyStore();
    const asking = new AskingShell();
    const permission = new ModulePermission(asking.shell, OPEN);
    const refused = permission.of(question(LAWS), store, true);
    asking.answer(false);
    expect(await refused).toEqual({ kind: 'refused' });
    const allowed = permission.of(question(LAWS, OTHER), store, true);
    asking.answer(true);
    expect(await allowed).toEqual({ kind: 'allowed' });
    expect(await permission.of(question(OTHER), store, false)).toEqual({ kind: 'allowed' });
    expect(asking.asked).toEqual([question(LAWS), question(LAWS, OTHER)]);
  });

  it('may run without a question where it was chosen with the shell’s own chooser, and nothing else with it', async () => {
    const asking = new AskingShell();
    const permission = new ModulePermission(asking.shell, OPEN);
    permission.chosen(LAWS.digest);
    const store = emptyStore();
    expect(await permission.of(question(LAWS), store, false)).toEqual({ kind: 'allowed' });
    const both = permission.of(question(LAWS, OTHER), store, false);
    expect(asking.asked).toEqual([question(OTHER)]);
    asking.answer(false);
    expect(await both).toEqual({ kind: 'refused' });
  });

  it('is asked about one after another, and no more once the window is gone', async () => {
    const store = emptyStore();
    const asking = new AskingShell();
    const window = new AbortController();
    const permission = new ModulePermission(asking.shell, window.signal);
    const first = permission.of(question(LAWS), store, true);
    await expect(permission.of(question(OTHER), store, true)).rejects.toMatchObject({ code: 'module-question-open' });
    window.abort();
    expect(await first).toEqual({ kind: 'refused' });
    expect(asking.asked).toHaveLength(1);
  });
});
