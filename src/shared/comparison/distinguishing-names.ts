import { LABEL_SEPARATOR } from '../config/label.ts';

/**
 * Removes the parts that all names share: `vanilla · lr_g 1e-4 · loss bce` and `vanilla · lr_g 2e-4 · loss bce` become
 * `lr_g 1e-4` and `lr_g 2e-4`. A name that would be empty stays whole.
 */
export function distinguishingNames(names: readonly string[]): string[] {
  const parts = names.map((name) => name.split(LABEL_SEPARATOR));
  const [first = [], ...others] = parts;
  const shared = others.length === 0 ? [] : first.filter((part) => others.every((other) => other.includes(part)));
  const left = parts.map((own) => own.filter((part) => !shared.includes(part)));
  return left.map((own, index) => (own.length === 0 ? names[index] : own.join(LABEL_SEPARATOR)));
}
