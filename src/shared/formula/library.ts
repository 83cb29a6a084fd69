import { create, derivativeDependencies, parseDependencies } from 'mathjs/number';

const library = create({ parseDependencies, derivativeDependencies });

export type MathLibrary = typeof library;

/** mathjs, with its parser and its derivatives alone, for plain numbers. */
export const math = (): MathLibrary => library;
