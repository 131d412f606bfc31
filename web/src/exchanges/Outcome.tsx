import { Tag } from "antd";
import type { Action } from "../api/types";
import { useTexts } from "../texts/TextsProvider";

const colours: Record<Action, string> = {
  pass: "success",
  label: "success",
  steer: "gold",
  standard_answer: "gold",
  redact: "gold",
  refuse: "error",
  block: "error",
};

/** What came of an exchange, in one word: an answer that was refused for want of evidence is not a violation. */
export function Outcome({ action, refused }: { action: Action; refused: boolean }) {
  const { t } = useTexts();
  if (refused && (action === "pass" || action === "label")) return <Tag color="orange">{t.exchanges.refused}</Tag>;
  return <Tag color={colours[action]}>{t.actionShort[action] ?? action}</Tag>;
}
