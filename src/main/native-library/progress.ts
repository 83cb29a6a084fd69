/** The progress of an installation. */
export type Progress =
  | { readonly kind: 'line'; readonly text: string }
  | {
      readonly kind: 'fetching';
      /** A name such as `libtensorflow 2.9.1`. */
      readonly what: string;
      /** Bytes; `total` is undefined if the server does not state it. */
      readonly received: number;
      readonly total: number | undefined;
    };

export type Tell = (progress: Progress) => void;
