/**
 * The numbers of a network: parameters, which an optimiser updates, and buffers, which training updates without one.
 */
export interface Weights {
  readonly parameters: Float32Array | Float64Array;
  readonly buffers: Float32Array;
}

/** How a network is used: in training, with its dropout masks layer after layer, or in evaluation. */
export type Use =
  { readonly kind: 'training'; readonly masks: Float32Array | undefined } | { readonly kind: 'evaluation' };

/**
 * One layer applied to one batch, in float64. `forward` must be called first; it keeps what the other methods read.
 * With J the derivative of the outputs y with respect to the inputs x, all `[count, width]`:
 */
export interface LayerUse {
  forward(x: Float64Array, weights: Weights, use: Use): Float64Array;
  /** Jᵀ · slopes; adds the derivatives with respect to the parameters to `gradient`. */
  backward(slopes: Float64Array, gradient: Float64Array | undefined): Float64Array;
  /** J · tangent. */
  tangent(tangent: Float64Array): Float64Array;
  /**
   * Of S = Σ tangent · (Jᵀ · slopes), which is linear in both: adds its derivatives with respect to the parameters to
   * `gradient`, and returns those with respect to x; undefined if S does not depend on x.
   */
  curvature(slopes: Float64Array, tangent: Float64Array, gradient: Float64Array): Float64Array | undefined;
}
