/** Values as networks compute them, or in the data's own units: what was standardized takes float64 to tell apart. */
export type Numbers = Float32Array | Float64Array;
