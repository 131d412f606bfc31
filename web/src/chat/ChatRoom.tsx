import { HistoryOutlined, PlusOutlined } from "../theme/icons";
import { Button, Drawer, Skeleton } from "antd";
import { lazy, Suspense, useCallback, useEffect, useState } from "react";
import { useNavigate, useParams, useSearchParams } from "react-router";
import * as api from "../api/chat";
import { bases as loadBases } from "../api/knowledge";
import type { Citation } from "../api/types";
import { useResource } from "../api/useResource";
import { Failure } from "../notices/Failure";
import { Nothing } from "../notices/Nothing";
import { RoomSkeleton } from "../notices/RoomSkeleton";
import { useTexts } from "../texts/TextsProvider";
import { useNarrow } from "../theme/useMedia";
import { Composer } from "./Composer";
import { ConversationList } from "./ConversationList";
import { Messages } from "./Messages";
import { Suggestions } from "./Suggestions";
import type { Turn } from "./turns";
import { useChat } from "./useChat";
import styles from "./ChatRoom.module.css";

const SourceDrawer = lazy(() => import("../source/SourceDrawer").then((m) => ({ default: m.SourceDrawer })));

export function ChatRoom() {
  const { t } = useTexts();
  const narrow = useNarrow();
  const navigate = useNavigate();
  const [params] = useSearchParams();
  const id = useParams()["conversation"] ?? null;
  const assistants = useResource("apps", api.assistants);
  const bases = useResource("bases", loadBases);
  const history = useResource("conversations", api.conversations);
  const [wished, setWished] = useState<string>();
  const [chosen, setChosen] = useState<string[]>(() => params.getAll("kb"));
  const [listOpen, setListOpen] = useState(false);
  const [source, setSource] = useState<{ citation: Citation; exchange: string }>();

  const stored = useCallback(
    (now: string) => {
      history.reload();
      void navigate(`/chat/${now}`, { replace: true });
    },
    [history.reload, navigate],
  );
  const chat = useChat(id, stored);
  const openSource = useCallback((turn: Turn, citation: Citation) => setSource({ citation, exchange: turn.facts?.exchange ?? "" }), []);

  useEffect(() => {
    document.title = `${t.chat.title} · ${t.name}`;
  }, [t]);

  if (assistants.error) return <div className={styles.alone}><Failure error={assistants.error} retry={assistants.reload} /></div>;
  if (!assistants.data) return <RoomSkeleton />;
  const all = assistants.data.items;
  const name = wished ?? chat.app?.replace(/^app\//, "");
  const assistant = all.find((one) => one.name === name) ?? all[0];
  if (!assistant) return <Nothing title={t.chat.noAssistant}>{t.chat.noAssistantDo}</Nothing>;

  const ask = (text: string) => chat.ask(text, assistant.model, chosen);
  const forget = async (gone: string) => {
    await api.forget(gone);
    history.reload();
    if (gone === id) void navigate("/chat");
  };
  const list = (
    <ConversationList items={history.data?.items ?? []} open={chat.conversation} onChosen={() => setListOpen(false)} onForget={forget} />
  );

  return (
    <div className={styles.room}>
      <h1 className="unseen">{t.chat.title}</h1>
      {narrow ? (
        <div className={styles.bar}>
          <Button type="text" icon={<HistoryOutlined />} onClick={() => setListOpen(true)}>
            {t.chat.conversations}
          </Button>
          <Button type="text" icon={<PlusOutlined />} aria-label={t.chat.new} onClick={() => void navigate("/chat")} />
          <Drawer title={t.chat.conversations} placement="left" size={300} open={listOpen} onClose={() => setListOpen(false)}>
            {list}
          </Drawer>
        </div>
      ) : (
        <aside className={styles.history}>{list}</aside>
      )}
      <section className={styles.talk}>
        {chat.loading && <div className={styles.alone}><Skeleton active paragraph={{ rows: 5 }} /></div>}
        {chat.error && <div className={styles.alone}><Failure error={chat.error} /></div>}
        {!chat.loading && !chat.error && chat.turns.length === 0 && <Suggestions assistant={assistant} onAsk={ask} />}
        {chat.turns.length > 0 && <Messages turns={chat.turns} onOpen={openSource} onRetry={ask} />}
        <Composer
          assistants={all}
          assistant={assistant.name}
          onAssistant={setWished}
          bases={bases.data?.items ?? []}
          chosen={chosen}
          onChosen={setChosen}
          asking={chat.asking}
          onAsk={ask}
          onStop={chat.stop}
        />
      </section>
      <Suspense>
        {source && <SourceDrawer key={`${source.exchange}-${source.citation.n}`} {...source} onClose={() => setSource(undefined)} />}
      </Suspense>
    </div>
  );
}
