import { fileURLToPath } from 'node:url';

/** Whether the program runs from its sources, not as an installed package. */
export const IS_CHECKOUT = import.meta.url.endsWith('.ts');

/** The folder of package.json: above src/main/launch, or above out/main where this is bundled. */
export const PACKAGE_FOLDER = fileURLToPath(new URL(IS_CHECKOUT ? '../../..' : '../..', import.meta.url));
