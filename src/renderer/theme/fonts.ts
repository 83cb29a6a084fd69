import './fonts.css';
import { FONT_FAMILIES } from '../../shared/figures/theme.ts';

/** Resolves when the figures' font can be drawn with: a canvas does not wait for it. */
export async function loadFonts(): Promise<void> {
  const faces = Object.values(FONT_FAMILIES).flatMap((family) =>
    [400, 600].map((weight) => `${weight} 13px "${family}"`),
  );
  await Promise.all(faces.map((face) => document.fonts.load(face)));
}
