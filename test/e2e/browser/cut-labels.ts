import type { Page } from 'playwright-core';

/** A text of the page of which not all can be read. */
export interface CutLabel {
  readonly whole: string;
  /** What can be read of it. */
  readonly seen: string;
}

/** Every text in sight that is cut: by the edge of its box, or by the program, which then says the whole of it in a tooltip. */
export function cutLabels(page: Page): Promise<CutLabel[]> {
  return page.evaluate(() => {
    const found: CutLabel[] = [];
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    /** The boxes that cut what runs over them, from the inside; where dots stand for the rest, `dots` is their width. */
    const boxesOf = (element: Element) => {
      const boxes: { box: DOMRect; dots: number }[] = [];
      for (let at: Element | null = element; at; at = at.parentElement) {
        const { overflowX, textOverflow, fontSize } = getComputedStyle(at);
        const dots = textOverflow === 'ellipsis' ? 0.8 * parseFloat(fontSize) : 0;
        if (/hidden|clip/.test(overflowX)) boxes.push({ box: at.getBoundingClientRect(), dots });
      }
      return boxes;
    };
    const isInSight = ({ left, right, top, bottom }: DOMRect) =>
      right > 0 && bottom > 0 && left < window.innerWidth && top < window.innerHeight;
    while (texts.nextNode()) {
      const { currentNode: text } = texts;
      const element = text.parentElement;
      const written = (text.textContent ?? '').replace(/\s+$/, '');
      const first = written.search(/\S/);
      if (!element || first < 0 || !element.checkVisibility({ visibilityProperty: true })) continue;
      const { width, height } = element.getBoundingClientRect();
      // Texts for screen readers have no room of their own.
      if (width <= 1 || height <= 1) continue;
      const boxes = boxesOf(element);
      const letterAt = (at: number) => {
        range.setStart(text, at);
        range.setEnd(text, at + 1);
        return range.getBoundingClientRect();
      };
      // Dots come with the first fraction of a pixel, other boxes cut nothing that is seen then.
      const last = letterAt(written.length - 1);
      const isCut = boxes.some(
        ({ box, dots }) => last.right > box.right + (dots > 0 ? 0.05 : 1) || last.top >= box.bottom,
      );
      const isSeen = (at: number) => {
        const letter = letterAt(at);
        return boxes.every(({ box, dots }) => letter.right <= box.right + 1 - dots && letter.top < box.bottom);
      };
      range.selectNodeContents(text);
      if (!isInSight(range.getBoundingClientRect())) continue;
      let end = first;
      while (end < written.length && (!isCut || isSeen(end))) end += 1;
      const seen = written.slice(first, end);
      const title = element.closest('[title]')?.getAttribute('title') ?? '';
      const isShortened = seen.includes('…') && element.closest('[aria-hidden=true], [aria-label]') !== null;
      // What cannot be seen at all is for screen readers.
      if (end < written.length && seen !== '') found.push({ whole: written.trim(), seen });
      else if (isShortened && title !== '' && title !== seen) found.push({ whole: title, seen });
    }
    return found;
  });
}

/** What can be read of labels that read the same though they are not. */
export function alikeLabels(labels: readonly CutLabel[]): string[] {
  return [...Map.groupBy(labels, ({ seen }) => seen)]
    .filter(([, all]) => new Set(all.map(({ whole }) => whole)).size > 1)
    .map(([seen]) => seen);
}
