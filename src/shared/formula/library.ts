import { create, derivativeDependencies, parseDependencies } from 'mathjs/number';

/** mathjs, with its parser and its derivatives alone, for plain numbers. */
export const math = create({ parseDependencies, derivativeDependencies });
