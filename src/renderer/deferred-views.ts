import { DeferredCode } from './shell/deferred-code.svelte.ts';
import { firstListPainted } from './state/first-list.svelte.ts';

/** The run view and the comparison, which are drawn after the list that they stand beside. */
export const detailView = new DeferredCode(async () => {
  const [view] = await Promise.all([import('./detail/Detail.svelte'), firstListPainted()]);
  return view;
});

export const otherViews = new DeferredCode(() => import('./other-views.ts'));
