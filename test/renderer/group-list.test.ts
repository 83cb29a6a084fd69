import { describe, expect, it } from 'vitest';
import { describeConfig, type FieldDescription } from '../../src/shared/config/describe.ts';
import { parseConfig } from '../../src/shared/config/parse.ts';
import {
  fieldsOfItem,
  itemsAt,
  kindOf,
  moved,
  newItem,
  readSetting,
  settingText,
  shortFormAsLayers,
  withKind,
} from '../../src/renderer/new-run/group-list.ts';

function fieldAt(path: string): FieldDescription {
  const field = describeConfig().find((one) => one.path === path);
  if (!field) throw new Error(`${path} is no field`);
  return field;
}

const layers = fieldAt('generator.layers');
const penalties = fieldAt('penalties');

describe('the layers of a network in the form', () => {
  it('are the rows that the JSON has, bare words too', () => {
    const input = { generator: { layers: ['tanh', { layer: 'linear', width: 8 }] } };
    expect(itemsAt(input, layers)).toEqual([{ layer: 'tanh' }, { layer: 'linear', width: 8 }]);
    expect(itemsAt({}, layers)).toEqual([]);
  });

  it('have the settings of their kind, which another kind keeps where it has them', () => {
    const linear = { layer: 'linear', width: 8, spectral: true };
    expect(kindOf(layers, linear)?.word).toBe('linear');
    expect(fieldsOfItem(layers, linear).map(({ path }) => path)).toEqual(['width', 'bias', 'spectral']);
    expect(withKind(layers, linear, 'maxout')).toEqual({ layer: 'maxout', width: 8, spectral: true });
    expect(withKind(layers, linear, 'dropout')).toEqual({ layer: 'dropout' });
  });

  it('are added, typed into, moved and removed, and the config that comes of it is right', () => {
    const width = fieldsOfItem(layers, newItem(layers))[0];
    const typed = readSetting(newItem(layers), width, ' 24 ');
    expect(typed).toEqual({ layer: 'linear', width: 24 });
    expect(settingText(typed, width)).toBe('24');
    const rows = moved([{ layer: 'relu' }, typed], 0, 1);
    expect(rows).toEqual([typed, { layer: 'relu' }]);
    expect(parseConfig({ generator: { layers: rows } }).ok).toBe(true);
    expect(parseConfig({ penalties: [newItem(penalties)] }).ok).toBe(true);
  });

  it('begin as the short form says them', () => {
    const input = { discriminator: { hidden_widths: [9, 5], activation: 'leaky_relu', slope: 0.2 } };
    expect(shortFormAsLayers(input, 'discriminator.layers')).toEqual([
      { layer: 'linear', width: 9 },
      { layer: 'leaky_relu', slope: 0.2 },
      { layer: 'linear', width: 5 },
      { layer: 'leaky_relu', slope: 0.2 },
    ]);
    expect(shortFormAsLayers({ generator: { activation: 'silu', hidden_widths: [4] } }, 'generator.layers')).toEqual([
      { layer: 'linear', width: 4 },
      { layer: 'silu' },
    ]);
  });
});
