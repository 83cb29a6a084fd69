/** JavaScript that would run, and the file that contains it. */
export interface SourceQuestion {
  readonly file: string;
  readonly source: string;
  readonly decide: (isAllowed: boolean) => void;
}

/** Asks whether JavaScript from a file may run, one question at a time. */
class SourceQuestions {
  /** The shown question; undefined if there is none. */
  current = $state.raw<SourceQuestion | undefined>();

  ask(file: string, source: string): Promise<boolean> {
    // A new file replaces the previous one, so its question is refused.
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
