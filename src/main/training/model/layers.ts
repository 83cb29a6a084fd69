import { ActivationUse } from './layers/activation.ts';
import { BatchNormUse } from './layers/batch-norm.ts';
import { DropoutUse } from './layers/dropout.ts';
import { LargestUse } from './layers/largest.ts';
import { LayerNormUse } from './layers/layer-norm.ts';
import type { LayerUse } from './layers/layer-use.ts';
import { LinearUse } from './layers/linear.ts';
import type { Layer } from './network.ts';

export function layerUse(layer: Layer, count: number): LayerUse {
  switch (layer.kind) {
    case 'linear':
      return new LinearUse(layer, count);
    case 'activation':
      return new ActivationUse(layer);
    case 'batch_norm':
      return new BatchNormUse(layer, count);
    case 'layer_norm':
      return new LayerNormUse(layer, count);
    case 'dropout':
      return new DropoutUse(layer, count);
    case 'largest':
      return new LargestUse(layer, count);
  }
}
