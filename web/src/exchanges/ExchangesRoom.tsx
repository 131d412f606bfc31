import { Button, Input } from "antd";
import { useCallback } from "react";
import { useSearchParams } from "react-router";
import { exchanges as loadExchanges } from "../api/exchanges";
import { usePaged } from "../api/usePaged";
import { RoomHead } from "../frame/RoomHead";
import head from "../frame/RoomHead.module.css";
import { Failure } from "../notices/Failure";
import { Nothing } from "../notices/Nothing";
import { RoomSkeleton } from "../notices/RoomSkeleton";
import { useTexts } from "../texts/TextsProvider";
import { ExchangeTable } from "./ExchangeTable";

export function ExchangesRoom() {
  const { t } = useTexts();
  const [params, setParams] = useSearchParams();
  const q = params.get("q") ?? "";
  const load = useCallback((cursor: string | null, signal?: AbortSignal) => loadExchanges(q, cursor, signal), [q]);
  const list = usePaged(`exchanges-${q}`, load);
  const search = (text: string) => setParams(text.trim() ? { q: text.trim() } : {}, { replace: true });

  return (
    <div className={head.room}>
      <RoomHead
        title={t.exchanges.title}
        lead={t.exchanges.lead}
        actions={
          <Input.Search
            key={q}
            allowClear
            defaultValue={q}
            placeholder={t.exchanges.search}
            aria-label={t.exchanges.search}
            onSearch={search}
            style={{ width: "min(340px, calc(100vw - 32px))" }}
          />
        }
      />
      {list.error && <Failure error={list.error} retry={list.reload} />}
      {!list.items && !list.error && <RoomSkeleton />}
      {list.items && (
        <div className={head.panel}>
          {list.items.length > 0 ? (
            <ExchangeTable items={list.items} />
          ) : (
            <Nothing title={q ? t.exchanges.noMatch : t.exchanges.none}>{q ? t.exchanges.noMatchDo : t.exchanges.noneDo}</Nothing>
          )}
          {list.more && (
            <div className={head.more}>
              <Button loading={list.loadingMore} onClick={list.loadMore}>
                {t.do.more}
              </Button>
            </div>
          )}
        </div>
      )}
    </div>
  );
}
