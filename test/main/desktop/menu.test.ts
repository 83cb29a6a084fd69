import type { MenuItemConstructorOptions } from 'electron';
import { describe, expect, it } from 'vitest';
import { menuTemplate } from '../../../src/main/desktop/menu.ts';
import { COMMANDS, type Command } from '../../../src/shared/api/shell.ts';

const PLATFORMS = ['darwin', 'linux', 'win32'] as const;

/** All items, those of submenus too. */
function itemsOf(template: readonly MenuItemConstructorOptions[]): MenuItemConstructorOptions[] {
  return template.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? itemsOf(item.submenu) : [])]);
}

/** What is pressed on a platform for an accelerator. */
const keys = (accelerator: unknown, platform: string) =>
  String(accelerator).replace('CmdOrCtrl', platform === 'darwin' ? 'Cmd' : 'Ctrl');

describe.each(PLATFORMS)('the application menu on %s', (platform) => {
  it('has every command once', () => {
    const chosen: Command[] = [];
    for (const { id, click } of itemsOf(menuTemplate(platform, (command) => chosen.push(command)))) {
      if (id !== undefined) (click as () => void)();
    }
    expect(chosen.sort()).toEqual([...COMMANDS].sort());
  });

  it('gives no keys to two items', () => {
    const pressed = itemsOf(menuTemplate(platform, () => undefined)).flatMap(({ accelerator }) =>
      accelerator === undefined ? [] : [keys(accelerator, platform)],
    );
    expect(new Set(pressed).size).toBe(pressed.length);
    expect(pressed.filter((key) => key.includes('Cmd'))).toHaveLength(platform === 'darwin' ? pressed.length : 0);
  });

  it('has Quit and Settings where the platform has them', () => {
    const template = menuTemplate(platform, () => undefined);
    const first = template[0];
    const within = itemsOf([first]);
    expect(first.role ?? first.label).toBe(platform === 'darwin' ? 'appMenu' : '&File');
    expect(within.some(({ role }) => role === 'quit')).toBe(true);
    expect(within.some(({ id }) => id === 'settings')).toBe(true);
  });
});
