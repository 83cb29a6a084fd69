import { fileURLToPath } from 'node:url';

/** `bin/from-source.cjs` sets it. */
const VARIABLE = 'GAN_WORKBENCH_CHECKOUT';

/** Whether the program runs in a checkout of its sources, as they are or bundled, and not as an installed package. */
export const IS_CHECKOUT = import.meta.url.endsWith('.ts') || process.env[VARIABLE] === '1';

/** The folder of package.json: above src/main, or above out/main where this is bundled. */
export const PACKAGE_FOLDER = fileURLToPath(new URL('../..', import.meta.url));
