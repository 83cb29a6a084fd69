/**
 * Float32 values as whole numbers in the same order, so that exact values can be stored as small differences: the bits of
 * a positive number with the sign bit set, those of a negative one inverted (Herf 2001, "Radix tricks"). −∞ comes first,
 * ∞ last but for NaN, which has one number for all its bit patterns.
 */
const float = new Float32Array(1);
const word = new Uint32Array(float.buffer);

const NAN_ORDINAL = 0xffc00000;

export function ordinalOf(value: number): number {
  if (Number.isNaN(value)) return NAN_ORDINAL;
  float[0] = value;
  const bits = word[0];
  return (bits >= 0x80000000 ? ~bits : bits | 0x80000000) >>> 0;
}

export function valueOf(ordinal: number): number {
  word[0] = ordinal >= 0x80000000 ? ordinal ^ 0x80000000 : ~ordinal;
  return float[0];
}
