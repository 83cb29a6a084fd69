/** The share of an element that has to be visible. An observer also reports one that only touches what is visible. */
const LEAST = 0.01;

/** Calls `tell` with whether `node` is visible, at first and whenever that changes. */
export function inSight(node: Element, tell: (isSeen: boolean) => void): { readonly destroy: () => void } {
  const observer = new IntersectionObserver(
    (entries) => {
      const last = entries.at(-1);
      if (last) tell(last.intersectionRatio >= LEAST);
    },
    { threshold: LEAST },
  );
  observer.observe(node);
  return { destroy: () => observer.disconnect() };
}
