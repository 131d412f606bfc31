import { Tag } from "antd";
import type { Action, ExchangeHead } from "../api/types";
import { useTexts } from "../texts/TextsProvider";

const colours: Record<Action, string> = {
  pass: "success",
  label: "success",
  steer: "warning",
  standard_answer: "warning",
  redact: "warning",
  refuse: "error",
  block: "error",
};

/** What came of an exchange, in one word: an answer that was refused for want of evidence is not a violation. */
export function Outcome({ of: one }: { of: Pick<ExchangeHead, "status" | "action" | "refused"> }) {
  const { t } = useTexts();
  const { status, action, refused } = one;
  if (status !== "done" && action !== "block" && action !== "refuse") {
    return <Tag color={status === "failed" ? "error" : "default"}>{t.status[status] ?? status}</Tag>;
  }
  if (!action) return null;
  if (refused && action !== "block" && action !== "refuse") return <Tag color="warning">{t.exchanges.refused}</Tag>;
  return <Tag color={colours[action]}>{t.actionShort[action] ?? action}</Tag>;
}
