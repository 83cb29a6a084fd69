import { app } from 'electron';

/** Whether no other window of this user's is open; if one is, it comes to the front. `focus` is called when it is asked to. */
export function isOnlyInstance(focus: () => void): boolean {
  if (!app.requestSingleInstanceLock()) return false;
  app.on('second-instance', focus);
  return true;
}
