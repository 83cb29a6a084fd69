import type * as tf from '@tensorflow/tfjs-node';

/** An attribute of a native operation. */
export interface Attribute {
  readonly name: string;
  readonly type: number;
  readonly value: boolean | number | string | number[];
}

/** What tensors can be made of: as tfjs hands it over. */
export type Values = tf.backend_util.BackendValues;

/** tfjs-node's binding to the native library, as far as it is used here: tensors and variables by their handles. */
export interface Binding {
  readonly createTensor: (shape: readonly number[], type: number, values: Values) => number;
  readonly deleteTensor: (handle: number) => void;
  /** A copy of the values. */
  readonly tensorDataSync: (handle: number) => Float32Array;
  readonly executeOp: (
    name: string,
    attributes: readonly Attribute[],
    inputs: readonly number[],
    outputs: number,
  ) => readonly { readonly id: number }[];
  readonly isUsingGpuDevice: () => boolean;
  readonly TF_Version: string;
  readonly TF_FLOAT: number;
  readonly TF_ATTR_BOOL: number;
  readonly TF_ATTR_FLOAT: number;
  readonly TF_ATTR_INT: number;
  readonly TF_ATTR_STRING: number;
  readonly TF_ATTR_SHAPE: number;
  readonly TF_ATTR_TYPE: number;
}

/** tfjs-node's backend, as far as it is used here: native operations of tfjs's tensors. */
export interface Backend {
  readonly binding: Binding;
  executeSingleInput(name: string, input: tf.Tensor): tf.Tensor;
  executeSingleOutput(name: string, attributes: readonly Attribute[], inputs: readonly tf.Tensor[]): tf.Tensor;
}

/** Makes attributes of each kind. */
export function attributesFor(binding: Binding) {
  return {
    flag: (name: string, value: boolean): Attribute => ({ name, type: binding.TF_ATTR_BOOL, value }),
    number: (name: string, value: number): Attribute => ({ name, type: binding.TF_ATTR_FLOAT, value }),
    text: (name: string, value: string): Attribute => ({ name, type: binding.TF_ATTR_STRING, value }),
    shape: (name: string, value: readonly number[]): Attribute => ({
      name,
      type: binding.TF_ATTR_SHAPE,
      value: [...value],
    }),
    /** That what the name stands for is float32. */
    float32: (name: string): Attribute => ({ name, type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT }),
  };
}
