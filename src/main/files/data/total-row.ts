import type { TableLayout } from './table-layout.ts';
import type { Row } from './table-rows.ts';

const TOTAL =
  /^(?:grand |column )?(?:total|sub-?total|sum|mean|average|avg|median|std|min|max|count|summe|gesamt|mittelwert|durchschnitt|somme|totale?|moyenne|media|suma|totaal|gemiddelde)s?:?$/i;

/**
 * Whether the last row of a table is a total of the others. It is if it has a word such as "total" where no other row
 * has one.
 */
export function isTotal(last: Row, { sample }: TableLayout): boolean {
  return last.cells.some(
    (cell, index) => TOTAL.test(cell) && !sample.some((row) => row.line !== last.line && row.cells[index] === cell),
  );
}
