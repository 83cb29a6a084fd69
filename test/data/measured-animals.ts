import { randomStream } from '../../src/main/training/random.ts';

/** 1,700 animals of three kinds and their owners: invented, with units, rounding and skew as measured data has them. */
export function measuredAnimals(): Uint8Array {
  const random = randomStream('real-looking data', 'table');
  const masses = [3700, 3730, 5080, 3700, 5080];
  const rows = Array.from({ length: 1700 }, (_, row) => {
    const mass = 25 * Math.round((masses[row % 5] + 450 * random.normal()) / 25);
    let income = 0;
    for (let draw = 0; draw < 4; draw++) income += 14_000 * random.normal() * random.normal();
    const written = (Math.round(100 * (18_000 + Math.abs(income))) / 100).toLocaleString('en-US', {
      minimumFractionDigits: 2,
    });
    const day = String(1 + random.integer(28)).padStart(2, '0');
    return `${mass},"${written}",7,2025-11-${day}`;
  });
  return Buffer.from(['body mass (g),income,station,date', ...rows].join('\n'));
}
