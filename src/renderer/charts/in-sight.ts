/** The least share of it that is seen: of two that touch, an observer says that they intersect. */
const LEAST = 0.01;

/** Tells whether `node` is seen in the window, at first and whenever that changes. */
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
