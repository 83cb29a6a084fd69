import { compileModule } from 'svelte/compiler';
import { transformWithOxc, type Plugin } from 'vite';

/** Vite's plugin for the renderer's state: modules with runes are compiled as for the page, so that tests see them change as a view does. */
export function svelteState(): Plugin {
  return {
    name: 'svelte-state',
    enforce: 'pre',
    async transform(code, id) {
      if (!id.endsWith('.svelte.ts')) return undefined;
      const plain = await transformWithOxc(code, id, { target: 'esnext' });
      const { js } = compileModule(plain.code, { filename: id, generate: 'client' });
      return { code: js.code, map: js.map };
    },
  };
}
