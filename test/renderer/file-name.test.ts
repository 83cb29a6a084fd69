import { describe, expect, it } from 'vitest';
import { fileNameOf } from '../../src/renderer/exports/file-name.ts';

describe('the name of an exported file', () => {
  it('says the run and what is in it', () => {
    expect(fileNameOf('vanilla', 'distribution', '300')).toBe('vanilla-distribution-300');
    expect(fileNameOf('vanilla · lr_g 3e-4', 'losses')).toBe('vanilla-lr_g-3e-4-losses');
  });

  it('keeps apart what belongs to one run, however long its name is, and fits every file system', () => {
    for (const name of ['a sweep over many settings '.repeat(40), '漢字'.repeat(500), '🚀'.repeat(999)]) {
      const files = ['losses', 'distribution'].map((kind) => `${fileNameOf(name, kind, '600')}.png`);
      expect(new Set(files).size).toBe(2);
      expect(files[0]).toMatch(/losses-600\.png$/);
      for (const file of files) expect(new TextEncoder().encode(file).length).toBeLessThanOrEqual(255);
    }
  });

  it('is no path and no hidden file', () => {
    expect(fileNameOf('../../etc/passwd', 'losses')).toBe('etc-passwd-losses');
    expect(fileNameOf('a:b*c?"<>|\\d', 'losses')).toBe('a-b-c-d-losses');
    expect(fileNameOf('…', 'losses')).toBe('losses');
  });
});
