import {
  parseAnswer,
  parseRequest,
  type RemoveAnswer,
  type RemoveRequest,
} from "../../core/registry/request.ts";
import { ANSWERS, REQUESTS } from "../run/requests.ts";
import type { System } from "../system/system.ts";
import { readText } from "../system/text.ts";

/** How often it is looked whether an answer is there, milliseconds. */
const POLL = 50;

/** What has come of a call: `taken-back` by somebody who wants the contrary, `unanswered` when its time was over. */
export type Called = RemoveAnswer | "taken-back" | "unanswered";

/**
 * Asks the host's service and waits for its answer until `end`, on the monotonic clock: what is set meanwhile is the wall clock, by which
 * the service knows how long. The request is written aside and appears whole. Whoever asks may be killed at any moment: what is
 * left has its deadline.
 */
export async function callService(
  system: System,
  what: Omit<RemoveRequest, "deadline">,
  end: number,
): Promise<Called> {
  const request: RemoveRequest = { ...what, deadline: system.now() + end - system.monotonic() };
  const id = `${request.deadline}-${Math.random().toString(36).slice(2)}`;
  const [coming, waiting, answer] = [`${ANSWERS}/${id}.request`, `${REQUESTS}/${id}`, `${ANSWERS}/${id}`];
  // A service that tidies up meanwhile may take away what is half written.
  let isSent = false;
  while (!isSent) {
    system.write(coming, JSON.stringify(request), "create");
    isSent = system.rename(coming, waiting).kind === "written";
    if (!isSent && system.monotonic() >= end) return "unanswered";
    if (!isSent) await system.sleep(POLL);
  }
  for (;;) {
    // First: the answer is there before the request goes.
    const isWaiting = system.exists(waiting);
    const text = readText(system, answer);
    if (text !== undefined) {
      system.unlink(answer);
      return parseAnswer(text);
    }
    if (!isWaiting) return "taken-back";
    if (system.monotonic() >= end) break;
    await system.sleep(POLL);
  }
  system.unlink(waiting);
  return "unanswered";
}

/** Takes back what somebody who was killed has asked for a LUN. */
export function dropRequestsFor(system: System, wwid: string): void {
  for (const name of system.list(REQUESTS) ?? []) {
    const request = parseRequest(readText(system, `${REQUESTS}/${name}`) ?? "");
    if (request?.wwid === wwid) system.unlink(`${REQUESTS}/${name}`);
  }
}
