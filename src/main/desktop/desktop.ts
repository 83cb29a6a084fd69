import { app, Menu, type BrowserWindow } from 'electron';
import { Application } from '../app/application.ts';
import { Session } from '../app/api/session.ts';
import { readArguments } from './arguments.ts';
import { menuTemplate } from './menu.ts';
import { MenuCommands } from './menu-commands.ts';
import { QueueNotification } from './notification.ts';
import { keepShownStore } from './one-window-a-store.ts';
import { SleepBlocker } from './power.ts';
import { QueueFollower } from './queue-progress.ts';
import { Quitting } from './quitting.ts';
import { electronShell } from './shell.ts';
import { showProgress } from './taskbar.ts';
import { startUtilityProcess } from './training-process.ts';
import { bringToFront, loadAgain, openWindow, type OpenWindow } from './window.ts';

const isMac = process.platform === 'darwin';

/** The workbench in its own window, with its system notifications and progress. */
export class Desktop {
  readonly #application: Application;
  readonly #commands = new MenuCommands();
  readonly #sleep = new SleepBlocker();
  readonly #quitting: Quitting;
  readonly #unwatchQueue: () => void;
  #window: BrowserWindow | undefined;
  #active = 0;

  /** Opens the store that `args` name, for a window that is open, and says which stores other windows show. Throws what opening throws. */
  constructor(args: readonly string[], others: readonly string[], opened: OpenWindow) {
    this.#application = new Application({ ...readArguments(args), startProcess: startUtilityProcess });
    this.#application.store.watchOpened(() => this.#keepShownStore());
    if (others.length > 0) this.#tellOthers(others);
    this.#unwatchQueue = this.#watchQueue();
    this.#quitting = new Quitting({
      countActive: () => this.#active,
      window: () => this.#window,
      close: (how) => this.#close(how),
      failed: (error) => this.#application.log.error(error),
    });
    this.#buildMenu();
    this.#attend(opened);
    // Otherwise Electron shows a stack in a dialog. What was recorded is safe; what went wrong is said and logged.
    for (const kind of ['uncaughtException', 'unhandledRejection'] as const) {
      process.on(kind, (error: unknown) => {
        const { code, message } = this.#application.errors.unexpected(error);
        this.#application.notices.notify({ code, message, run: undefined });
      });
    }
    app.on('activate', () => this.show());
    app.on('window-all-closed', () => {
      // On a Mac the application outlives its window, and the runs go on.
      if (!isMac) app.quit();
    });
  }

  /** The store that the window shows. */
  get store(): string {
    return this.#application.store.path;
  }

  #keepShownStore(): void {
    keepShownStore(app.getPath('userData'), this.store);
  }

  #tellOthers(others: readonly string[]): void {
    const windows = others.length === 1 ? 'Another window shows' : 'Other windows show';
    const message = `${windows} ${others.join(' and ')}; this one shows ${this.store}.`;
    console.log(`GAN Workbench: ${message}`);
    this.#application.notices.notify({ code: 'other-window', message, run: undefined });
  }

  /** Brings the window to the front, opening it where there is none. */
  show(): void {
    if (this.#window) bringToFront(this.#window);
    else this.#attend(openWindow());
  }

  /** Gives a window's page what it asks for. */
  #attend({ window, messages }: OpenWindow): void {
    const application = this.#application;
    const places = { store: () => application.store.path, log: () => application.log.path };
    const shell = electronShell(window, this.#commands, places, () => application.settings.theme);
    messages.answer(
      (post) => new Session(application, shell, post),
      (origin) => application.log.error(new Error(`ignored a message from ${origin}`)),
    );
    window.webContents.on('render-process-gone', (_event, { reason }) => {
      if (reason === 'clean-exit') return;
      application.log.error(new Error(`the window's page ended: ${reason}`));
      loadAgain(window);
    });
    window.on('close', (event) => {
      if (isMac || this.#quitting.isLeaving) return;
      event.preventDefault();
      app.quit();
    });
    window.on('closed', () => (this.#window = undefined));
    this.#window = window;
    // It may have crashed before anybody listened.
    if (window.webContents.isCrashed()) loadAgain(window);
  }

  #buildMenu(): void {
    const template = menuTemplate(process.platform, (command) => {
      this.show();
      this.#commands.choose(command);
    });
    Menu.setApplicationMenu(Menu.buildFromTemplate(template));
  }

  #watchQueue(): () => void {
    const follower = new QueueFollower();
    const notification = new QueueNotification(
      () => this.#window?.isFocused() ?? false,
      () => this.show(),
    );
    return this.#application.queue.watch((event) => {
      const progress = follower.follow(event);
      this.#active = progress.active;
      this.#sleep.follow(progress);
      notification.follow(progress);
      if (this.#window) showProgress(this.#window, progress);
    });
  }

  async #close(how: 'pause' | 'stop'): Promise<void> {
    // What ends now was ended by the user, who need not be told of it.
    this.#unwatchQueue();
    this.#sleep.release();
    await this.#application.close(how);
  }
}
