/**
 * Values as networks compute them (float32), or in the data's own units: those of standardized data need float64 to
 * stay distinct.
 */
export type Numbers = Float32Array | Float64Array;
