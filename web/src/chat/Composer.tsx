import { Sender } from "@ant-design/x";
import { Select } from "antd";
import { useState } from "react";
import type { Assistant, Base } from "../api/types";
import { useTexts } from "../texts/TextsProvider";
import styles from "./ChatRoom.module.css";

interface Props {
  assistants: Assistant[];
  assistant: string;
  onAssistant: (name: string) => void;
  bases: Base[];
  chosen: string[];
  onChosen: (ids: string[]) => void;
  asking: boolean;
  onAsk: (text: string) => void;
  onStop: () => void;
}

/** The place where a question is written, with whom and from what it is answered. */
export function Composer(props: Props) {
  const { t, language } = useTexts();
  const [text, setText] = useState("");
  const send = (question: string) => {
    if (!question.trim() || props.asking) return;
    props.onAsk(question.trim());
    setText("");
  };
  const assistants = props.assistants.map((one) => ({ value: one.name, label: one.title[language] }));
  const bases = props.bases.map((one) => ({ value: one.id, label: one.name }));
  return (
    <div className={styles.dock}>
      <Sender
        value={text}
        onChange={setText}
        onSubmit={send}
        onCancel={props.onStop}
        loading={props.asking}
        placeholder={t.chat.ask}
        aria-label={t.chat.question}
        autoSize={{ minRows: 1, maxRows: 8 }}
        suffix={false}
        className={styles.composer ?? ""}
        footer={(_, { components: { SendButton, LoadingButton } }) => (
          <div className={styles.choices}>
            <Select
              size="small"
              variant="filled"
              value={props.assistant}
              onChange={props.onAssistant}
              options={assistants}
              aria-label={t.chat.assistant}
              popupMatchSelectWidth={false}
              className={styles.choice ?? ""}
            />
            <Select
              size="small"
              variant="filled"
              mode="multiple"
              maxTagCount="responsive"
              value={props.chosen}
              onChange={props.onChosen}
              options={bases}
              optionFilterProp="label"
              placeholder={t.chat.basesAll}
              aria-label={t.chat.bases}
              popupMatchSelectWidth={false}
              className={styles.choiceWide ?? ""}
            />
            <span className={styles.go}>
              {props.asking ? <LoadingButton aria-label={t.chat.stop} /> : <SendButton aria-label={t.chat.send} />}
            </span>
          </div>
        )}
      />
    </div>
  );
}
