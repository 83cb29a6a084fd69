import { rememberedSwitch } from '../state/remembered.svelte.ts';

/** What the picture of a run's distribution shows besides samples and target: chosen once for all runs. */
export const distributionParts = {
  averaged: rememberedSwitch('distribution-averaged', true),
  discriminator: rememberedSwitch('distribution-discriminator', true),
  gradient: rememberedSwitch('distribution-gradient-arrows', false),
  latentGrid: rememberedSwitch('distribution-latent-grid', false),
};
