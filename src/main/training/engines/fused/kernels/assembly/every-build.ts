// The kernels that every build exports; index.ts and wide.ts add the products of their width.
export { multiplyRows, sumRows, sumRowHalves, transpose } from './matrix';
export { activate, activateBackward, activateTangent } from './activation';
export { lossTerm, differences, centre, centreSlopes } from './loss';
export { adam, decay, sgd, rmsprop, addNorm, addNormAndClip, clamp, average, allFinite } from './optimizer';
export { addElements } from './activation';
export { batchNorm, batchNormBackward, batchNormRunning } from './batch-norm';
export { between, copy, fillOnes, fillZero } from './columns';
export { largest, largestBackward, largestTangent } from './largest';
export { layerNorm, layerNormCurvature, layerNormProject } from './layer-norm';
export { multiplyElements, pack, penalty, scaleElements, scaleGradients, spectral, spectralBackward, unpack } from './layers';
