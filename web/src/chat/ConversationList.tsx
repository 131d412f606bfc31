import { DeleteOutlined } from "../theme/icons";
import { Conversations } from "@ant-design/x";
import { App, Button } from "antd";
import { Link, useNavigate } from "react-router";
import type { ConversationHead } from "../api/types";
import { explain } from "../notices/Failure";
import { useTexts } from "../texts/TextsProvider";
import styles from "./ChatRoom.module.css";

interface Props {
  items: ConversationHead[];
  open: string | null;
  onChosen: () => void;
  onForget: (id: string) => Promise<void>;
}

export function ConversationList({ items, open, onChosen, onForget }: Props) {
  const { t } = useTexts();
  const { modal, message } = App.useApp();
  const navigate = useNavigate();

  const go = (id: string) => {
    onChosen();
    void navigate(`/chat/${id}`);
  };
  const forget = (item: ConversationHead) =>
    modal.confirm({
      title: t.chat.forget,
      content: t.chat.forgetDo,
      okText: t.do.delete,
      okButtonProps: { danger: true },
      cancelText: t.do.cancel,
      onOk: () => onForget(item.id).catch((problem: Error) => void message.error(explain(problem, t).what)),
    });

  return (
    <nav aria-label={t.chat.conversations} className={styles.conversations}>
      <Button block className={styles.new ?? ""} onClick={() => { onChosen(); void navigate("/chat"); }}>
        {t.chat.new}
      </Button>
      {items.length === 0 && <p className={styles.none}>{t.chat.none}</p>}
      <Conversations
        activeKey={open ?? ""}
        onActiveChange={go}
        classNames={{ item: styles.conversation ?? "" }}
        styles={{ root: { padding: 0 } }}
        items={items.map((item) => ({
          key: item.id,
          label: (
            <span className={styles.row}>
              <Link to={`/chat/${item.id}`} className={styles.open} aria-current={item.id === open ? "page" : undefined} onClick={onChosen}>
                {item.title || t.chat.untitled}
              </Link>
              <Button
                type="text"
                size="small"
                className={styles.forget ?? ""}
                icon={<DeleteOutlined />}
                aria-label={`${t.do.delete}: ${item.title || t.chat.untitled}`}
                onClick={(event) => {
                  event.stopPropagation();
                  forget(item);
                }}
              />
            </span>
          ),
        }))}
      />
    </nav>
  );
}
