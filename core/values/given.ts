/** Keys of `T` that may be undefined. */
type MaybeAbsent<T> = { [K in keyof T]-?: undefined extends T[K] ? K : never }[keyof T];

/** `T` with those absent instead, where they are. */
export type Given<T> = Omit<T, MaybeAbsent<T>> & {
  readonly [K in MaybeAbsent<T>]?: Exclude<T[K], undefined>;
};

/** The same object without the keys that are undefined: where a key is absent nobody reads or prints it. */
export function given<T extends object>(all: T): Given<T> {
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as Given<T>;
}
