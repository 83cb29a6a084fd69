import { parse } from 'csv-parse/sync';
import type { LawColumn } from '../../../shared/api/training.ts';
import { isTelling } from './csv-columns.ts';
import { isName, parseCell } from './csv-number.ts';
import { detectDelimiter } from './delimiter.ts';
import { withPlainLineEnds } from './line-ends.ts';
import { decodeText } from './text-encoding.ts';

/** Rows that are looked at: a header and a value or two. */
const ROWS = 3;
/** Characters that they are looked for in. */
const CHARACTERS = 1_000_000;

/** The columns of a CSV file's content; none where it is no table. */
export function tableColumns(bytes: Uint8Array): readonly LawColumn[] {
  const whole = decodeText(bytes);
  if (whole === undefined) return [];
  const text = withPlainLineEnds(whole.slice(0, CHARACTERS));
  const rows = parse(text, {
    delimiter: detectDelimiter(text),
    relax_column_count: true,
    relax_quotes: true,
    record_delimiter: '\n',
    skip_empty_lines: true,
    skip_records_with_error: true,
    to: ROWS,
  });
  const header = (rows.at(0) ?? []).map((cell) => cell.trim());
  const hasHeader = header.some(isName);
  const first = (hasHeader ? rows.at(1) : rows.at(0)) ?? [];
  return header.map((name, index) => {
    const isReference = hasHeader && isTelling(header, index);
    const place = `column ${index}`;
    return {
      reference: isReference ? name : index,
      name: isReference ? name : hasHeader && name !== '' ? `${name} (${place})` : place,
      isNumeric: typeof parseCell(first[index] ?? '') === 'number',
    };
  });
}
