export { multiply, multiplyTransposed } from './matrix';
export * from './every-build';
