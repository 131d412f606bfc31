import { Bubble } from "@ant-design/x";
import { useCallback, useMemo } from "react";
import type { Citation } from "../api/types";
import { useTexts } from "../texts/TextsProvider";
import { Answer } from "./Answer";
import { withoutCitations } from "./citations";
import type { Turn } from "./turns";
import styles from "./ChatRoom.module.css";

interface Props {
  turns: Turn[];
  onOpen: (turn: Turn, citation: Citation) => void;
  onRetry: (question: string) => void;
}

const roles = {
  user: { placement: "end", variant: "filled", shape: "corner" },
  ai: { placement: "start", variant: "borderless", styles: { root: { paddingInlineEnd: 0 }, body: { flex: 1 }, content: { width: "100%", paddingInline: 4 } } },
} as const;

/** Questions and answers from the first to the last, kept at the end while an answer arrives. */
export function Messages({ turns, onOpen, onRetry }: Props) {
  const { t } = useTexts();
  const open = useCallback(onOpen, [onOpen]);
  const items = useMemo(
    () =>
      turns.map((turn, index) => {
        const question = turns[index - 1]?.text;
        const retry = turn.state === "failed" && index === turns.length - 1 && question ? () => onRetry(question) : undefined;
        const content =
          turn.role === "user" ? <div className={styles.question}>{turn.text}</div> : <Answer turn={turn} onOpen={open} retry={retry} />;
        return { key: turn.key, role: turn.role === "user" ? "user" : "ai", content };
      }),
    [turns, open, onRetry],
  );
  const last = turns.at(-1);
  const told = last?.role === "assistant" && last.state === "done" ? withoutCitations(last.text) : last?.state === "waiting" ? t.chat.thinking : "";
  return (
    <>
      <Bubble.List
        items={items}
        role={roles}
        className={styles.messages ?? ""}
        classNames={{ scroll: styles.scroll ?? "" }}
        aria-label={t.chat.messages}
      />
      <div className="unseen" aria-live="polite">
        {told}
      </div>
    </>
  );
}
