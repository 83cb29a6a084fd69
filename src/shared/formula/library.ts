import { create, derivativeDependencies, parseDependencies } from 'mathjs/number';

const library = create({ parseDependencies, derivativeDependencies });

export type MathLibrary = typeof library;

/** mathjs for plain numbers, with only its parser and its derivatives. */
export const math = (): MathLibrary => library;
