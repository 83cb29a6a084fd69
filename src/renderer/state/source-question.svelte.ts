/** JavaScript that would run, and the file that brings it. */
export interface SourceQuestion {
  readonly file: string;
  readonly source: string;
  readonly decide: (isAllowed: boolean) => void;
}

/** Asks whether JavaScript that came into the window may run; one question at a time. */
class SourceQuestions {
  /** The question that is shown; undefined while there is none. */
  current = $state.raw<SourceQuestion | undefined>();

  ask(file: string, source: string): Promise<boolean> {
    // Whoever brings another file has left the one before.
    this.current?.decide(false);
    return new Promise((resolve) => {
      const question: SourceQuestion = {
        file,
        source,
        decide: (isAllowed) => {
          if (this.current === question) this.current = undefined;
          resolve(isAllowed);
        },
      };
      this.current = question;
    });
  }
}

export const sourceQuestions = new SourceQuestions();
