import { customAlphabet } from 'nanoid';

/** Digits of an id, without letters that look alike. */
export const ID_DIGITS = '23456789abcdefghjkmnpqrstuvwxyz';
export const ID_LENGTH = 10;

/** Ids of runs, sweeps and studies: short enough to type; two of a million coincide once in a thousand stores. */
export const newId = customAlphabet(ID_DIGITS, ID_LENGTH);
