export { multiply, multiplyRows, sumRows, transpose } from './matrix';
export { activate, activateBackward } from './activation';
export { lossTerm } from './loss';
export { adam, sgd, rmsprop, addNorm, average, allFinite } from './optimizer';
