export { multiply, multiplyRows, sumRows, transpose } from './matrix';
export { activate, activateBackward } from './activation';
export { lossTerm } from './loss';
export { adam, sgd, rmsprop, average, allFinite } from './optimizer';
