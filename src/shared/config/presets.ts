import { PAPER_PRESETS, type PaperFacts, type PaperName } from './papers.ts';
import type { RunConfigInput } from './schema.ts';

/** A config to start from: only the fields that differ from the defaults. */
export interface Preset {
  readonly description: string;
  readonly config: RunConfigInput;
  /** Only presets of papers have it. */
  readonly paper?: PaperFacts;
}

/** The settings of a 2-D toy problem: two latent numbers, wider layers, equal learning rates. */
const PLANE = {
  generator: { latent_dimension: 2, hidden_widths: [128, 128], slope: 0.2 },
  discriminator: { hidden_widths: [128, 128], slope: 0.2 },
  optimizer: { generator: { learning_rate: 5e-4 }, discriminator: { learning_rate: 5e-4 } },
  noise: { law: 'normal' },
  batch_size: 64,
  epochs: 400,
  batches_per_epoch: 50,
  snapshots: { every: 2 },
} satisfies RunConfigInput;

const OWN_PRESETS = {
  vanilla: { description: 'uniform noise becomes a standard normal distribution', config: {} },
  'vanilla-ema': {
    description: 'vanilla with an averaged generator in addition to the trained one',
    config: { ema_decay: 0.999 },
  },
  quick: { description: 'vanilla for 60 epochs: a first look', config: { epochs: 60 } },
  minimax: {
    description: 'vanilla with the saturating generator loss of the minimax game',
    config: { loss: 'minimax' },
  },
  'label-smoothing': {
    description: 'vanilla with 0.9 as the label of real samples',
    config: { loss: { name: 'bce', real_label: 0.9 } },
  },
  lsgan: { description: 'vanilla with least squares (Mao et al., 2017)', config: { loss: 'lsgan' } },
  hinge: { description: 'vanilla with the hinge loss (Lim and Ye, 2017)', config: { loss: 'hinge' } },
  relativistic: {
    description: 'vanilla with relativistic pairs and R1 (Jolicoeur-Martineau, 2019)',
    config: { loss: 'relativistic', penalties: [{ at: 'real', target: 0, weight: 1 }] },
  },
  mixture: {
    description: '1-D mixture of two Gaussians: some seeds drop one of them',
    config: { target: { law: 'mixture' }, epochs: 1200 },
  },
  ring: {
    description: '2-D ring of 8 Gaussians: the classic test of mode collapse',
    config: { ...PLANE, target: 'ring' },
  },
  grid: {
    description: '2-D grid of 5 × 5 Gaussians: 25 modes to cover',
    config: { ...PLANE, target: 'grid', batch_size: 128, epochs: 600 },
  },
  'two-moons': { description: '2-D two moons: two curved pieces', config: { ...PLANE, target: 'two_moons' } },
  spiral: { description: '2-D spiral of two arms', config: { ...PLANE, target: 'spiral' } },
} as const satisfies Record<string, Preset>;

export type PresetName = keyof typeof OWN_PRESETS | PaperName;

/** The workbench's own presets, then those of papers. */
export const PRESETS: Readonly<Record<PresetName, Preset>> = { ...OWN_PRESETS, ...PAPER_PRESETS };
export const PRESET_NAMES = Object.keys(PRESETS) as readonly PresetName[];

/** The presets, grouped as menus show them. */
export const PRESET_GROUPS: readonly { readonly label: string; readonly names: readonly PresetName[] }[] = [
  { label: 'of the workbench', names: PRESET_NAMES.filter((name) => PRESETS[name].paper === undefined) },
  { label: 'papers', names: PRESET_NAMES.filter((name) => PRESETS[name].paper !== undefined) },
];

export function isPresetName(name: string): name is PresetName {
  return Object.hasOwn(PRESETS, name);
}
