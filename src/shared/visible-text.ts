/** Characters that stay: line ends, tabs, joiners of letters and emoji, and selectors of an emoji's style. */
const KEPT = [
  String.raw`\r?\n|\t`,
  String.raw`(?<=[\p{Lo}\p{M}\p{Extended_Pictographic}\p{Emoji_Modifier}])[\u200C\u200D]`,
  String.raw`(?<=[\p{Extended_Pictographic}0-9#*])[\uFE0E\uFE0F]`,
].join('|');

/** Characters that move the cursor of a terminal, reverse the reading direction, or have no width. */
const HIDDEN = String.raw`[\p{Cc}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\uFFF9-\uFFFB]`;

const KEPT_OR_HIDDEN = new RegExp(`(${KEPT})|${HIDDEN}`, 'gu');

/** A character as JSON and JavaScript write it: `\u202e`. */
function escaped(character: string): string {
  return Array.from({ length: character.length }, (_, unit) => {
    return `\\u${character.charCodeAt(unit).toString(16).padStart(4, '0')}`;
  }).join('');
}

/** Writes hidden characters in `text` out, as `\u001b`. JSON stays valid JSON with the same meaning. */
export function visible(text: string): string {
  return text.replace(KEPT_OR_HIDDEN, (character, kept: string | undefined) => kept ?? escaped(character));
}
