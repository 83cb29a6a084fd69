// The kernels that every build has under these names; index.ts and wide.ts add the products of their width.
export { multiplyRows, sumRows, sumRowHalves, transpose } from './matrix';
export { activate, activateBackward, activateTangent } from './activation';
export { lossTerm, differences, centre, centreSlopes } from './loss';
export { adam, decay, sgd, rmsprop, addNorm, addNormAndClip, clamp, average, allFinite } from './optimizer';
export {
  addElements,
  batchNorm,
  batchNormBackward,
  batchNormRunning,
  between,
  copy,
  fillOnes,
  fillZero,
  largest,
  largestBackward,
  largestTangent,
  layerNorm,
  layerNormCurvature,
  layerNormProject,
  multiplyElements,
  pack,
  penalty,
  scaleElements,
  scaleGradients,
  spectral,
  spectralBackward,
  unpack,
} from './layers';
