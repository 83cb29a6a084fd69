import { customAlphabet } from 'nanoid';

/** Ids of runs, sweeps and studies: short enough to type, without letters that look alike; two of a million coincide once in a thousand stores. */
export const newId = customAlphabet('23456789abcdefghjkmnpqrstuvwxyz', 10);
