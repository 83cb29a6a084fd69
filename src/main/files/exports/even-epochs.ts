/** At most `most` of a run's epochs, as evenly as they come; the first and the last are among them. */
export function evenEpochs(epochs: ArrayLike<number>, most: number): number[] {
  const count = Math.min(most, epochs.length);
  return Array.from({ length: count }, (_, index) =>
    count === 1 ? epochs[0] : epochs[Math.round((index * (epochs.length - 1)) / (count - 1))],
  );
}
