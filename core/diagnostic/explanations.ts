import type { AnyCode } from "./all-codes.ts";
import type { CodeExplanation } from "./diagnostic.ts";
import { cliExplanations } from "./explanations/cli.ts";
import { decodeExplanations } from "./explanations/decode.ts";
import { doctorExplanations } from "./explanations/doctor.ts";
import { hostExplanations } from "./explanations/host.ts";
import { migrateExplanations } from "./explanations/migrate.ts";
import { ownExplanations } from "./explanations/own.ts";
import { planExplanations } from "./explanations/plan.ts";
import { profileExplanations } from "./explanations/profile.ts";

/** What each code stands for. Apart from the codes, because the worker, which is parsed at every start, says none of it. */
export const explanations: Readonly<Record<AnyCode, CodeExplanation>> = {
  ...decodeExplanations,
  ...profileExplanations,
  ...planExplanations,
  ...hostExplanations,
  ...doctorExplanations,
  ...cliExplanations,
  ...ownExplanations,
  ...migrateExplanations,
};
