import type { ReservationType } from "../decode/persistent-reservations.ts";
import type { OwnStep } from "./plan-own.ts";
import { type OwnKey, persisting } from "./reservation-key.ts";

/**
 * How a reservation is released whose holder is a path that is away. Preempting the own key would do it, and would take the
 * registration of every other path of the map as well (SPC-6 5.14.11.4): their I/O fails until they have it again, which is why
 * libmpathpersist suspends the map meanwhile. Here no path that is in use is without a registration at any moment:
 *
 * 1. each path changes its key to one that nobody has or had: a nexus stays registered while its key changes;
 * 2. one of them preempts the own key, which only paths that are away still have, and so becomes the holder;
 * 3. the same one releases;
 * 4. each path gets its key back.
 *
 * `between` is drawn by lot: the key of a host that was fenced off is not registered either, and would bring it back.
 * Where it ends half-way, `register` gives each path its key back, and `release` finds a holder that is there.
 */
export function planHandOver(
  { key, persist }: OwnKey,
  type: ReservationType,
  between: bigint,
  up: readonly string[],
): readonly OwnStep[] {
  return [
    {
      on: "some",
      devs: up,
      command: { kind: "register", key, newKey: between, ...persisting(persist) },
    },
    { on: "any", devs: up, command: { kind: "preempt", key: between, victim: key, type } },
    { on: "same", devs: up, command: { kind: "release", key: between, type } },
    {
      on: "some",
      devs: up,
      command: { kind: "register", key: between, newKey: key, ...persisting(persist) },
      when: "always",
    },
  ];
}
