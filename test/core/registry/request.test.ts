import { describe, expect, it } from "vitest";
import { deadlineOf, parseRequest } from "../../../core/registry/request.ts";

const request = { verb: "remove", wwid: "3600", deletePaths: false, deadline: 5 };

describe("a request", () => {
  it.each([
    ["as it is written", {}, true],
    ["with a key of a later release", { force: true }, true],
    ["for another verb", { verb: "format" }, false],
    ["without a WWID", { wwid: undefined }, false],
    ["for a WWID that would lead elsewhere", { wwid: "../3600" }, false],
    ["that does not say whether disks go", { deletePaths: "yes" }, false],
    ["without a deadline", { deadline: undefined }, false],
  ])("%s", (_, change, isOne) => {
    const parsed = parseRequest(JSON.stringify({ ...request, ...change }));
    expect(parsed).toEqual(isOne ? request : undefined);
  });

  it.each(["", "{", "null", "[]", "7", '"remove"'])("is not what is no object: %s", (text) => {
    expect(parseRequest(text)).toBeUndefined();
    expect(deadlineOf(text)).toBe(0);
  });

  it("has a deadline, as its answer has", () => {
    expect(deadlineOf(JSON.stringify(request))).toBe(5);
  });
});
