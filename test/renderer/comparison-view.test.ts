import { describe, expect, it } from 'vitest';
import './page.ts';
import { ComparisonView } from '../../src/renderer/compare/comparison-view.svelte.ts';
import type { SubjectKey } from '../../src/shared/subject.ts';

const ALL: readonly SubjectKey[] = ['a', 'b', 'c'];

function viewHiding(...keys: readonly SubjectKey[]): ComparisonView {
  const view = new ComparisonView();
  for (const key of keys) view.toggle(key);
  return view;
}

describe('what a comparison shows', () => {
  it('is all others again when the one that was shown alone is taken out', () => {
    const view = new ComparisonView();
    view.isolate('a', ALL);
    view.lit = 'a';
    view.leave('a', ALL);
    expect([...view.hidden]).toEqual([]);
    expect(view.lit).toBeUndefined();
  });

  it('stays as it is when another is taken out, which is not hidden when it comes back', () => {
    const view = viewHiding('a', 'b');
    view.leave('a', ALL);
    expect([...view.hidden]).toEqual(['b']);
  });
});
