/** An attribute of a native operation. */
export interface Attribute {
  readonly name: string;
  readonly type: number;
  readonly value: boolean | number | string | number[];
}

/** The types of tensors. */
export type Values = Float32Array | Int32Array;

/** The part of tfjs-node's binding to the native library that is used here: tensors and variables by their handles. */
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
  ) => readonly { readonly id: number; readonly shape: readonly number[] }[];
  readonly isUsingGpuDevice: () => boolean;
  readonly TF_Version: string;
  readonly TF_FLOAT: number;
  readonly TF_INT32: number;
  readonly TF_ATTR_BOOL: number;
  readonly TF_ATTR_FLOAT: number;
  readonly TF_ATTR_INT: number;
  readonly TF_ATTR_STRING: number;
  readonly TF_ATTR_SHAPE: number;
  readonly TF_ATTR_TYPE: number;
}

/** Creates attributes of each kind. */
export function attributesFor(binding: Binding) {
  return {
    flag: (name: string, value: boolean): Attribute => ({ name, type: binding.TF_ATTR_BOOL, value }),
    number: (name: string, value: number): Attribute => ({ name, type: binding.TF_ATTR_FLOAT, value }),
    count: (name: string, value: number): Attribute => ({ name, type: binding.TF_ATTR_INT, value }),
    text: (name: string, value: string): Attribute => ({ name, type: binding.TF_ATTR_STRING, value }),
    shape: (name: string, value: readonly number[]): Attribute => ({
      name,
      type: binding.TF_ATTR_SHAPE,
      value: [...value],
    }),
    /** The attribute of this name, set to float32. */
    float32: (name: string): Attribute => ({ name, type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT }),
    int32: (name: string): Attribute => ({ name, type: binding.TF_ATTR_TYPE, value: binding.TF_INT32 }),
  };
}
