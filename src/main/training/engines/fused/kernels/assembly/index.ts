export { multiply, multiplyTransposed } from './matrix';
export * from './common';
