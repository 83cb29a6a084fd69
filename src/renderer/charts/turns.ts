/** Drawings that wait for a frame, the oldest first. */
const waiting = new Set<() => void>();
let isFrameAsked = false;

/**
 * Calls `draw` in one of the next frames of the screen, never two in the same frame: charts that get new data at the same
 * time would delay the frame together. Returns a function that cancels it.
 */
export function inTurn(draw: () => void): () => void {
  waiting.add(draw);
  askFrame();
  return () => waiting.delete(draw);
}

function askFrame(): void {
  if (isFrameAsked) return;
  isFrameAsked = true;
  requestAnimationFrame(takeTurn);
}

function takeTurn(): void {
  isFrameAsked = false;
  const draw = waiting.values().next().value;
  if (!draw) return;
  waiting.delete(draw);
  if (waiting.size > 0) askFrame();
  draw();
}

/** Calls `draw` in the next frame of the screen. Returns a function that cancels it. */
export function inNextFrame(draw: () => void): () => void {
  const frame = requestAnimationFrame(draw);
  return () => cancelAnimationFrame(frame);
}
