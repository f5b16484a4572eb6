import type { ownCodes } from "../codes/own.ts";
import type { Explanations } from "../diagnostic.ts";

/** What stands against owning a LUN by persistent reservations. */
export const ownExplanations: Explanations<typeof ownCodes> = {
  "own-no-path": {
    title: "No path of the LUN answers.",
    explanation:
      "Keys and reservations are held by the LUN and changed by commands to it. Paths that the kernel has given up are asked nothing.",
  },
  "own-no-map": {
    title: "The disk has no map of pathplug.",
    explanation:
      "A key is remembered in the registry entry of a LUN, so that each path that comes later is registered before it enters the map.",
  },
  "own-no-key": {
    title: "This host has registered no key for the LUN.",
    explanation: "Whoever reserves, releases, preempts or clears has to be registered (SPC-6 5.14.5).",
  },
  "own-key-unfit": {
    title: "The key cannot be used for this.",
    explanation:
      "Registering 0 takes a registration away. Preempting the own key takes it from every other path of this host, whose I/O then fails.",
  },
  "own-key-taken": {
    title: "Somebody has registered this key already.",
    explanation:
      "Two hosts with one key are one to the LUN: they are preempted together, so neither can fence the other off. After a new installation it may be this host's own.",
  },
  "own-key-absent": {
    title: "Nobody has registered the key that is to be preempted.",
    explanation:
      "The host whose key it is was fenced off already, or has never been registered; or the key is mistyped. Nothing was changed. It is no failure: whoever fences asks until the key is gone.",
  },
  "own-not-registered": {
    title: "A path of this host is not registered with its key.",
    explanation:
      "While a registrants-only reservation is held, I/O on a path without a registration ends with an error that no other path is tried for. So nothing is reserved before all paths are registered. Where the key is gone from all of them, another host may have fenced this one off.",
  },
  "own-reserved": {
    title: "Another host holds the reservation.",
    explanation:
      "It can be taken from it by preempting its key, which also takes its registrations: it is fenced off then.",
  },
  "own-type-differs": {
    title: "This host holds a reservation of another type.",
    explanation: "A reservation does not change its type while it is held (SPC-6 5.14.9).",
  },
  "own-unsupported": {
    title: "The LUN does not know persistent reservations.",
    explanation: "It refuses PERSISTENT RESERVE IN as a command that it does not have.",
  },
  "own-unfinished": {
    title: "A path refused a step, or the LUN is not as it was wanted.",
    explanation:
      "Steps that were done stay done: each command can be run again and goes on from what it finds. Somebody else may have changed the LUN meanwhile.",
  },
  "own-key-left": {
    title: "The key is still registered for paths that are away.",
    explanation:
      "A registration belongs to an initiator port and a target port, and only through them can it be taken away. The registry remembers that the key is gone: a path that comes back is unregistered before it enters the map.",
  },
  "own-key-shared": {
    title: "The key has more registrations than this host has paths.",
    explanation:
      "Paths that were there once may still be registered, or another host has the same key: to the LUN both are one then, and are preempted together.",
  },
};
