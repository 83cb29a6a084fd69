import type { WriteStream } from 'node:tty';
import { visible } from '../../../shared/visible-text.ts';
import { byteSize } from '../../../shared/byte-size.ts';
import type { Progress, Tell } from '../../native-library/progress.ts';
import { drawingOn } from '../../terminal.ts';

type Fetching = Extract<Progress, { kind: 'fetching' }>;

function described({ what, received, total }: Fetching): string {
  if (total === undefined) return `  ${what}: ${byteSize(received)}`;
  return `  ${what}: ${Math.floor((received / total) * 100)} % of ${byteSize(total)}`;
}

/** Returns to the start of the line and erases it. */
const REWRITE = '\r\u001B[K';

/** Prints progress: on a terminal in one line that is rewritten, elsewhere a line at every tenth. */
export function printProgress(output: Pick<WriteStream, 'write'> & { readonly isTTY?: boolean }): Tell {
  const drawing = drawingOn(output);
  let isOpen = false;
  let tenth = 0;
  let last: string | undefined;
  const rewrite = (progress: Fetching) => {
    drawing.write(`${REWRITE}${visible(described(progress))}`);
    isOpen = true;
  };
  const add = (progress: Fetching) => {
    const { what, received, total } = progress;
    if (what !== last) tenth = 0;
    last = what;
    const now = total ? Math.floor((received / total) * 10) : 0;
    if (now <= tenth) return;
    tenth = now;
    output.write(`${described(progress)}\n`);
  };
  return (progress) => {
    if (progress.kind === 'line') {
      output.write(`${isOpen ? '\n' : ''}${progress.text}\n`);
      isOpen = false;
    } else if (output.isTTY) rewrite(progress);
    else add(progress);
  };
}
