/** A preference of the window that this machine remembers, such as a divider's position. Nothing about experiments. */
export class Remembered<Value> {
  readonly #key: string;
  #value: Value;

  /** `read` parses the remembered value and returns undefined if it is invalid. */
  constructor(key: string, usual: Value, read: (remembered: unknown) => Value | undefined) {
    this.#key = key;
    this.#value = $state.raw(remembered(key, read) ?? usual);
  }

  get value(): Value {
    return this.#value;
  }

  set value(value: Value) {
    this.#value = value;
    window.localStorage.setItem(this.#key, JSON.stringify(value));
  }
}

/** A remembered choice between on and off. */
export function rememberedSwitch(key: string, usual: boolean): Remembered<boolean> {
  return new Remembered(key, usual, (value) => (typeof value === 'boolean' ? value : undefined));
}

function remembered<Value>(key: string, read: (remembered: unknown) => Value | undefined): Value | undefined {
  const text = window.localStorage.getItem(key);
  if (text === null) return undefined;
  try {
    return read(JSON.parse(text));
  } catch {
    return undefined;
  }
}
