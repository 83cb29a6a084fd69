import equal from 'fast-deep-equal';
import { onDestroy, untrack } from 'svelte';
import { askedIn, type Study, type StudyView } from '../../shared/api/studies.ts';
import { ComparisonView } from '../compare/comparison-view.svelte.ts';
import { changeStudy } from './actions.ts';

/** How long the view settings must stay unchanged before they are saved, because a slider moves through many values. */
const QUIET_MILLISECONDS = 400;

/**
 * The view settings of a study. Changes are saved with it, and changes in another window are followed. Create it while
 * a component is initialised.
 */
export class KeptView {
  current = $state.raw(new ComparisonView());
  readonly #study: () => Study;
  /** The view settings that were last saved or received. */
  #known: StudyView | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(study: () => Study) {
    this.#study = study;
    $effect.pre(() => {
      const { view } = study();
      untrack(() => this.#follow(view));
    });
    $effect(() => {
      const { kept } = this.current;
      untrack(() => this.#changed(kept));
    });
    onDestroy(() => this.#keep());
  }

  #follow(view: StudyView): void {
    const followed = new ComparisonView(view);
    if (equal(followed.kept, this.#known) || this.#timer !== undefined) return;
    this.#known = followed.kept;
    this.current = followed;
  }

  #changed(kept: StudyView): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (!equal(kept, this.#known)) this.#timer = setTimeout(() => this.#keep(), QUIET_MILLISECONDS);
  }

  #keep(): void {
    if (this.#timer === undefined) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const { id, view } = this.#study();
    const { kept } = this.current;
    this.#known = kept;
    const asked = askedIn(view);
    void changeStudy(id, {
      view: { ...kept, ...(asked && { question: asked.question, ...(asked.guess && { guess: asked.guess }) }) },
    });
  }
}
