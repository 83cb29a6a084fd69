/** What an installation tells while it works. */
export type Progress =
  | { readonly kind: 'line'; readonly text: string }
  | {
      readonly kind: 'fetching';
      /** Such as `libtensorflow 2.9.1`. */
      readonly what: string;
      /** In bytes; `total` is undefined where the server does not say. */
      readonly received: number;
      readonly total: number | undefined;
    };

export type Tell = (progress: Progress) => void;
