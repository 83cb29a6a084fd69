import type { Page } from '../../../shared/figures/page.ts';

/** Of a PDF of one page, the page cut to its size in fractions of a point: from its upper left, where it is drawn from. */
export function withPageBox(pdf: Buffer, { width, height }: Page): Buffer {
  const text = pdf.toString('latin1');
  const box = /\/MediaBox \[0 0 \S+ (\S+)\]/.exec(text);
  if (!box) return pdf;
  const top = Number(box[1]);
  const cut = `/MediaBox [0 ${written(top - height)} ${written(width)} ${top}]`;
  const added = cut.length - box[0].length;
  const moved = (offset: number) => (offset > box.index ? offset + added : offset);
  const table = text.lastIndexOf('\nxref\n');
  const offsets = text
    .slice(table)
    .replace(/^\d{10}(?= \d{5} n)/gm, (offset) => String(moved(Number(offset))).padStart(10, '0'))
    .replace(/(?<=startxref\n)\d+/, (offset) => String(moved(Number(offset))));
  const start = text.slice(0, box.index) + cut + text.slice(box.index + box[0].length, table);
  return Buffer.from(start + offsets, 'latin1');
}

function written(points: number): number {
  return Number(points.toFixed(4));
}
