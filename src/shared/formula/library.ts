import { create, derivativeDependencies, parseDependencies } from 'mathjs/number';

const make = () => create({ parseDependencies, derivativeDependencies });

export type MathLibrary = ReturnType<typeof make>;

let library: MathLibrary | undefined;

/** mathjs for plain numbers, with only its parser and its derivatives. It is made for the first formula, since making it takes time. */
export const math = (): MathLibrary => (library ??= make());
