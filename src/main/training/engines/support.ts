import type { EngineName } from '../../../shared/config/schema.ts';
import { denseLayers } from '../model/dense-layers.ts';
import type { Model } from '../model/network.ts';

/** Why an engine cannot train a model, as the end of a sentence; undefined where it can. */
export function whyUnsupported(engine: EngineName, model: Model): string | undefined {
  if (engine !== 'tensorflow') return undefined;
  for (const which of ['generator', 'discriminator'] as const) {
    if (!denseLayers(model[which])) return `the ${engine} engine has not all layers of the ${which} yet`;
  }
  if (model.penalties.length > 0) return `the ${engine} engine does not have penalties yet`;
  if (model.instanceNoise) return `the ${engine} engine does not add instance noise yet`;
  return model.packing > 1 ? `the ${engine} engine does not pack samples yet` : undefined;
}
