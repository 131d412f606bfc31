import { Skeleton } from "antd";
import { memo } from "react";
import type { Citation } from "../api/types";
import { Failure } from "../notices/Failure";
import { useTexts } from "../texts/TextsProvider";
import { AnswerFooter } from "./AnswerFooter";
import { AnswerText } from "./AnswerText";
import { Refusal } from "./Refusal";
import { SourceList } from "./SourceList";
import type { Turn } from "./turns";
import styles from "./Answer.module.css";

interface Props {
  turn: Turn;
  onOpen: (turn: Turn, citation: Citation) => void;
  retry?: (() => void) | undefined;
}

/** One answer in any of its states: awaited, arriving, complete, refused, stopped, failed. */
export const Answer = memo(function Answer({ turn, onOpen, retry }: Props) {
  const { t } = useTexts();
  const { facts, text, state } = turn;
  const open = (citation: Citation) => onOpen(turn, citation);
  const arriving = state === "waiting" || state === "streaming";
  return (
    <article className={styles.answer} aria-busy={arriving}>
      {state === "waiting" && (
        <>
          <p className="quiet">{t.chat.thinking}</p>
          <Skeleton active title={false} paragraph={{ rows: 2, width: ["90%", "60%"] }} />
        </>
      )}
      {facts?.refused ? (
        <Refusal text={text} facts={facts} />
      ) : (
        text && <AnswerText text={text} streaming={state === "streaming"} citations={arriving ? undefined : (facts?.citations ?? [])} onOpen={open} />
      )}
      {state === "stopped" && <p className={styles.stopped}>{t.chat.stopped}</p>}
      {turn.error && <Failure error={turn.error} retry={retry} />}
      {facts && <SourceList citations={facts.citations} onOpen={open} />}
      {facts && state === "done" && <AnswerFooter text={text} facts={facts} />}
    </article>
  );
});
