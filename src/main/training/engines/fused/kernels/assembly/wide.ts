export { multiply, multiplyTransposed } from './wide-matrix';
export * from './every-build';
