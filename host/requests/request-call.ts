import {
  parseObject,
  parseRequest,
  type RemoveAnswer,
  type RemoveRequest,
} from "../../core/registry/request.ts";
import { ANSWERS, REQUESTS } from "../run/requests.ts";
import type { System } from "../system/system.ts";
import { readText } from "../system/text.ts";

/** How often it is looked whether an answer is there, milliseconds. */
const POLL = 50;

/**
 * Asks the host's service and waits for its answer until the request's deadline; absent when none came. The request is
 * written aside and appears whole. Whoever asks may be killed at any moment: what is left has its deadline.
 */
export async function callService(system: System, request: RemoveRequest): Promise<RemoveAnswer | undefined> {
  const id = `${request.deadline}-${Math.random().toString(36).slice(2)}`;
  const [coming, waiting, answer] = [`${ANSWERS}/${id}.request`, `${REQUESTS}/${id}`, `${ANSWERS}/${id}`];
  // A service that tidies up meanwhile may take away what is half written.
  let isSent = false;
  while (!isSent) {
    system.write(coming, JSON.stringify(request), "create");
    isSent = system.rename(coming, waiting).kind === "written";
    if (!isSent && system.now() >= request.deadline) return undefined;
    if (!isSent) await system.sleep(POLL);
  }
  for (;;) {
    const text = readText(system, answer);
    if (text !== undefined) {
      system.unlink(answer);
      return parseObject(text) as unknown as RemoveAnswer;
    }
    if (system.now() >= request.deadline) break;
    await system.sleep(POLL);
  }
  system.unlink(waiting);
  return undefined;
}

/** Takes back what somebody who was killed has asked for a LUN. */
export function dropRequestsFor(system: System, wwid: string): void {
  for (const name of system.list(REQUESTS) ?? []) {
    const request = parseRequest(readText(system, `${REQUESTS}/${name}`) ?? "");
    if (request?.wwid === wwid) system.unlink(`${REQUESTS}/${name}`);
  }
}
