import './fonts.css';
import { FONT_FAMILIES } from '../../shared/figures/font.ts';

/**
 * Resolves when the figures' font can be drawn with: a canvas does not wait for it. Gives what is missing of it, an
 * error a face: its characters are drawn in another font.
 */
export async function loadFonts(): Promise<readonly Error[]> {
  const faces = Object.values(FONT_FAMILIES).flatMap((family) =>
    [400, 600].map((weight) => `${weight} 13px "${family}"`),
  );
  const loaded = await Promise.allSettled(faces.map((face) => document.fonts.load(face)));
  return loaded.flatMap((result, index) =>
    result.status === 'rejected' ? [new Error(`the font ${faces[index]} is missing: ${String(result.reason)}`)] : [],
  );
}
