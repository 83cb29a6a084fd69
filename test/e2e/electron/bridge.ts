import type { Page } from 'playwright-core';
import type { ClientMessage, ServerMessage, Transport } from '../../../src/shared/api/messages.ts';
import type { RequestInput, RequestName, RequestOutput } from '../../../src/shared/api/contract.ts';

/** Far from those that the page gives its own messages. */
let nextId = 1_000_000;

/** Posts a message as the page does, by what the preload gave it, and gives what is answered to its id. */
export async function post(page: Page, message: ClientMessage): Promise<ServerMessage> {
  return page.evaluate(
    (sent) =>
      new Promise<ServerMessage>((resolve) => {
        const { workbench } = globalThis as unknown as { readonly workbench: Transport };
        workbench.listen((answer) => {
          if (answer.id === sent.id) resolve(answer);
        });
        workbench.post(sent);
      }),
    message,
  );
}

/** Asks for something over the window's bridge; throws the refusal. */
export async function ask<Name extends RequestName>(
  page: Page,
  name: Name,
  input: RequestInput<Name>,
): Promise<RequestOutput<Name>> {
  const answer = await post(page, { kind: 'request', id: nextId++, name, input });
  if (answer.kind !== 'reply') throw new Error(JSON.stringify(answer));
  return answer.output as RequestOutput<Name>;
}

/** The first event of a channel. */
export async function firstEvent(page: Page, channel: string, input: unknown): Promise<unknown> {
  const id = nextId++;
  const answer = await post(page, { kind: 'subscribe', id, channel, input });
  if (answer.kind !== 'event') throw new Error(JSON.stringify(answer));
  await page.evaluate((subscription) => {
    const { workbench } = globalThis as unknown as { readonly workbench: Transport };
    workbench.post({ kind: 'unsubscribe', id: subscription });
  }, id);
  return answer.event;
}
