import type { Page } from 'playwright-core';

/** Drops files on the page as the system hands them over. `said` is what the page says while they are held over it. */
export async function dropFiles(
  page: Page,
  files: readonly { readonly name: string; readonly content: string | Buffer }[],
  said: RegExp,
): Promise<void> {
  const transfer = await page.evaluateHandle(
    (dropped) => {
      const data = new DataTransfer();
      for (const { name, bytes } of dropped) {
        data.items.add(new File([Uint8Array.from(atob(bytes), (letter) => letter.charCodeAt(0))], name));
      }
      return data;
    },
    files.map(({ name, content }) => ({ name, bytes: Buffer.from(content).toString('base64') })),
  );
  const target = page.getByRole('main');
  await target.dispatchEvent('dragenter', { dataTransfer: transfer });
  await page.getByText(said).waitFor();
  await target.dispatchEvent('drop', { dataTransfer: transfer });
}
