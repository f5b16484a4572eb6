import {
  deadlineOf,
  parseRequest,
  type RemoveAnswer,
  type RemoveRequest,
} from "../../core/registry/request.ts";
import type { System } from "../system/system.ts";
import { readText } from "../system/text.ts";
import { RUN } from "./run-directory.ts";

/** Requests that wait for the worker: its path unit starts it while there is one. */
export const REQUESTS = `${RUN}/requests`;
/** Answers, by the names of their requests; and requests that are being written, which nobody is to see yet. */
export const ANSWERS = `${RUN}/answers`;

/** Whether somebody waits for the worker. */
export function hasRequests(system: System): boolean {
  return (system.list(REQUESTS) ?? []).length > 0;
}

/** To whoever asks in words of another release. */
const NOT_UNDERSTOOD = {
  result: "failed",
  changed: false,
  deleted: [],
  reason: "the host's pathplug does not understand the request",
} as const;

/** Does what is asked for. `isAsked` tells whether it still is: who has asked, or wants the contrary, may take it back. */
export type Serve = (
  request: RemoveRequest,
  isAsked: () => boolean,
) => Promise<Omit<RemoveAnswer, "deadline">>;

/**
 * Takes each request that somebody still waits for, and answers it. One that a killed run did not answer is taken again by
 * the next, so doing it twice must be no harm. What nobody waits for any more goes, answers too. Returns whether a request
 * could not be taken away: it would be served for ever.
 */
export async function serveRequests(system: System, serve: Serve): Promise<boolean> {
  let isStuck = false;
  for (const name of system.list(REQUESTS) ?? []) {
    const text = readText(system, `${REQUESTS}/${name}`) ?? "";
    const deadline = deadlineOf(text);
    if (deadline > system.now()) {
      const request = parseRequest(text);
      const isAsked = (): boolean => system.exists(`${REQUESTS}/${name}`);
      const answer = request === undefined ? NOT_UNDERSTOOD : await serve(request, isAsked);
      system.write(`${ANSWERS}/${name}`, JSON.stringify({ ...answer, deadline }), "replace");
    }
    // Who has asked may have taken it back meanwhile.
    system.unlink(`${REQUESTS}/${name}`);
    isStuck ||= system.exists(`${REQUESTS}/${name}`);
  }
  dropExpired(system);
  return isStuck;
}

/** Takes away what nobody waits for any more: those who asked may have been killed. */
function dropExpired(system: System): void {
  for (const name of system.list(ANSWERS) ?? []) {
    const file = `${ANSWERS}/${name}`;
    if (deadlineOf(readText(system, file) ?? "") <= system.now()) system.unlink(file);
  }
}
