import { LABEL_SEPARATOR } from '../config/label.ts';

/**
 * Names without the parts that all of them have: of `vanilla · lr_g 1e-4 · loss bce` and `vanilla · lr_g 2e-4 · loss bce` there remain
 * `lr_g 1e-4` and `lr_g 2e-4`. All stay whole where one would have nothing left.
 */
export function tellingNames(names: readonly string[]): string[] {
  const parts = names.map((name) => name.split(LABEL_SEPARATOR));
  const [first = [], ...others] = parts;
  const shared = others.length === 0 ? [] : first.filter((part) => others.every((other) => other.includes(part)));
  const left = parts.map((own) => own.filter((part) => !shared.includes(part)));
  return left.some((own) => own.length === 0) ? [...names] : left.map((own) => own.join(LABEL_SEPARATOR));
}
