import { app, session, shell, type Session, type WebContents } from 'electron';
import { PAGE, PAGE_ORIGIN } from './origin.ts';

/** Opens a link in the user's browser, if it is one to a web site. */
export function openExternally(address: string): void {
  if (URL.canParse(address) && new URL(address).protocol === 'https:') void shell.openExternal(address);
}

/** Copying a figure is the one thing the page does that Chromium asks about. */
function isPermitted(permission: string, origin: string): boolean {
  return permission === 'clipboard-sanitized-write' && URL.canParse(origin) && origin.startsWith(`${PAGE_ORIGIN}/`);
}

function denyPermissions(of: Session): void {
  of.setPermissionRequestHandler((_contents, permission, answer, { requestingUrl, isMainFrame }) =>
    answer(isMainFrame && isPermitted(permission, requestingUrl)),
  );
  of.setPermissionCheckHandler(
    (_contents, permission, origin, { isMainFrame }) =>
      // The origin comes with or without its last slash.
      isMainFrame && isPermitted(permission, origin.endsWith('/') ? origin : `${origin}/`),
  );
  of.setDevicePermissionHandler(() => false);
  of.setDisplayMediaRequestHandler(null);
  of.on('select-hid-device', (event) => event.preventDefault());
  of.on('select-serial-port', (event) => event.preventDefault());
  of.on('select-usb-device', (event) => event.preventDefault());
  // Files reach the disk by the save dialog of ours, which asks where.
  of.on('will-download', (event) => event.preventDefault());
}

function confine(contents: WebContents): void {
  contents.on('will-navigate', (event) => {
    // Its own address again is a reload; where it is within the page stands after the hash.
    if (event.url.split('#', 1)[0] === PAGE) return;
    event.preventDefault();
    openExternally(event.url);
  });
  contents.on('will-frame-navigate', (event) => {
    if (!event.isMainFrame) event.preventDefault();
  });
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    openExternally(url);
    return { action: 'deny' };
  });
}

/** The page stays where it is, opens nothing and is given nothing; links to web sites go to the user's browser. */
export function secure(): void {
  denyPermissions(session.defaultSession);
  app.on('session-created', denyPermissions);
  app.on('web-contents-created', (_event, contents) => confine(contents));
}
