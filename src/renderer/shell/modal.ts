export interface Modal {
  /** Shows the dialog that it is attached to, above everything else. */
  readonly attach: (dialog: HTMLDialogElement) => void;
  readonly dismiss: () => void;
}

/**
 * A modal dialog. `close` is called once, when the dialog has closed, for whatever reason. The browser's own `close` event is not enough:
 * it comes some time later, when a key may already have opened the next dialog, which `close` would then take away.
 */
export function modal(close: () => void): Modal {
  let dialog: HTMLDialogElement | undefined;
  let hasEnded = false;

  function end(): void {
    if (hasEnded) return;
    hasEnded = true;
    close();
  }

  function dismiss(): void {
    dialog?.close();
    // After the handler that dismisses it, which still needs what the dialog shows.
    queueMicrotask(end);
  }

  return {
    attach: (element) => {
      dialog = element;
      element.addEventListener('cancel', (event) => {
        // A file chooser in the dialog has such an event too.
        if (event.target !== element) return;
        event.preventDefault();
        dismiss();
      });
      element.addEventListener('close', end);
      element.showModal();
    },
    dismiss,
  };
}
