import { attributesFor, type Attribute, type Binding } from './binding.ts';
import type { HostOperation, Shape, Traced, Tracing } from './tracing.ts';

/** The native operations of networks and losses, recorded in a tracing. */
export class Operations {
  readonly #tracing: Tracing;
  readonly #attributes: ReturnType<typeof attributesFor>;
  readonly #type: Attribute;
  readonly #scalars = new Map<number, Traced>();

  constructor(binding: Binding, tracing: Tracing) {
    this.#tracing = tracing;
    this.#attributes = attributesFor(binding);
    this.#type = this.#attributes.float32('T');
  }

  /** A native operation on float32 tensors by its name. */
  apply(name: string, ...inputs: Traced[]): Traced {
    return this.#tracing.execute(name, [this.#type], inputs);
  }

  add(a: Traced, b: Traced): Traced {
    return this.apply('AddV2', a, b);
  }

  subtract(a: Traced, b: Traced): Traced {
    return this.apply('Sub', a, b);
  }

  times(a: Traced, b: Traced): Traced {
    return this.apply('Mul', a, b);
  }

  divide(a: Traced, b: Traced): Traced {
    return this.apply('RealDiv', a, b);
  }

  /** The same tensor with its own handle. */
  same(x: Traced): Traced {
    return this.apply('Identity', x);
  }

  zerosLike(x: Traced): Traced {
    return this.apply('ZerosLike', x);
  }

  /** A matrix product, optionally with transposed factors. */
  product(a: Traced, b: Traced, transposed: 'neither' | 'first' | 'second'): Traced {
    const { flag } = this.#attributes;
    const attributes = [
      flag('transpose_a', transposed === 'first'),
      flag('transpose_b', transposed === 'second'),
      this.#type,
    ];
    return this.#tracing.execute('MatMul', attributes, [a, b]);
  }

  /** `[n, width]` plus biases `[width]`. */
  shift(x: Traced, biases: Traced): Traced {
    return this.apply('BiasAdd', x, biases);
  }

  /** The sum over the rows of `[n, width]`: `[width]`. */
  sumRows(x: Traced): Traced {
    return this.apply('BiasAddGrad', x);
  }

  leakyRelu(x: Traced, slope: number): Traced {
    return this.#tracing.execute('LeakyRelu', [this.#attributes.number('alpha', slope), this.#type], [x]);
  }

  leakyReluGradient(slopes: Traced, x: Traced, slope: number): Traced {
    const attributes = [this.#attributes.number('alpha', slope), this.#type];
    return this.#tracing.execute('LeakyReluGrad', attributes, [slopes, x]);
  }

  /** Over an axis, which is kept with length 1. */
  mean(x: Traced, axis: number): Traced {
    return this.#reduce('Mean', x, [axis], true);
  }

  /** Over axes, which are removed. */
  sum(x: Traced, axes: readonly number[]): Traced {
    return this.#reduce('Sum', x, axes, false);
  }

  /** Over the last axis, which is removed. */
  largest(x: Traced): Traced {
    return this.#reduce('Max', x, [x.shape.length - 1], false);
  }

  #reduce(name: string, x: Traced, axes: readonly number[], keepsAxes: boolean): Traced {
    const { flag, int32 } = this.#attributes;
    const attributes = [flag('keep_dims', keepsAxes), this.#type, int32('Tidx')];
    return this.#tracing.execute(name, attributes, [x, this.#whole(axes)]);
  }

  /** 1 at the (first) maximum along the last axis, 0 elsewhere. */
  firstLargest(x: Traced): Traced {
    const { int32, count } = this.#attributes;
    const axis = x.shape.length - 1;
    const at = this.#tracing.execute(
      'ArgMax',
      [this.#type, int32('Tidx'), int32('output_type')],
      [x, this.#index(axis)],
    );
    const inputs = [at, this.#index(x.shape[axis]), this.scalar(1), this.scalar(0)];
    return this.#tracing.execute('OneHot', [count('axis', -1), this.#type, int32('TI')], inputs);
  }

  /** A length of −1 means the rest. */
  reshape(x: Traced, shape: Shape): Traced {
    return this.#tracing.execute('Reshape', [this.#type, this.#attributes.int32('Tshape')], [x, this.#whole(shape)]);
  }

  /** `[n, width]` and `[m, width]` to `[n + m, width]`. */
  stack(a: Traced, b: Traced): Traced {
    const { count, int32 } = this.#attributes;
    return this.#tracing.execute('ConcatV2', [count('N', 2), int32('Tidx'), this.#type], [a, b, this.#index(0)]);
  }

  /** Some rows of `[n, width]`. */
  rows(x: Traced, start: number, count: number): Traced {
    const attributes = [this.#type, this.#attributes.int32('Index')];
    return this.#tracing.execute('Slice', attributes, [x, this.#whole([start, 0]), this.#whole([count, -1])]);
  }

  scalar(value: number): Traced {
    const known = this.#scalars.get(value);
    if (known) return known;
    const scalar = this.#tracing.constant([], Float32Array.of(value));
    this.#scalars.set(value, scalar);
    return scalar;
  }

  /** `[length, 1]` */
  column(length: number, value: (index: number) => number): Traced {
    return this.#tracing.constant(
      [length, 1],
      Float32Array.from({ length }, (_, index) => value(index)),
    );
  }

  #whole(values: readonly number[]): Traced {
    return this.#tracing.constant([values.length], Int32Array.from(values));
  }

  #index(value: number): Traced {
    return this.#tracing.constant([], Int32Array.of(value));
  }

  /** A tensor that JavaScript computes from others. */
  onHost(inputs: readonly Traced[], shape: Shape, compute: HostOperation['compute']): Traced {
    return this.#tracing.onHost(inputs, shape, compute);
  }

  tell(inputs: readonly Traced[], tell: (values: readonly Float32Array[]) => void): void {
    this.#tracing.tell(inputs, tell);
  }
}
