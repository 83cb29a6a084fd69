/** Drawings that wait for their turn, the longest waiting first. */
const waiting = new Set<() => void>();
let isFrameAsked = false;

/**
 * Calls `draw` with a coming frame of the screen, and no two in the same frame, so that many charts that get new data at
 * once do not hold up the pictures of a player. Gives what takes it back.
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

/** Calls `draw` with the next frame of the screen. Gives what takes it back. */
export function inNextFrame(draw: () => void): () => void {
  const frame = requestAnimationFrame(draw);
  return () => cancelAnimationFrame(frame);
}
