import { Button } from "antd";
import { useCallback } from "react";
import { ApiError } from "../api/client";
import { audit as loadAudit } from "../api/exchanges";
import { usePaged } from "../api/usePaged";
import { RoomHead } from "../frame/RoomHead";
import head from "../frame/RoomHead.module.css";
import { Failure } from "../notices/Failure";
import { Nothing } from "../notices/Nothing";
import { RoomSkeleton } from "../notices/RoomSkeleton";
import { useTexts } from "../texts/TextsProvider";
import { AuditTable } from "./AuditTable";
import { ChainCheck } from "./ChainCheck";

export function AuditRoom() {
  const { t } = useTexts();
  const load = useCallback((cursor: string | null, signal?: AbortSignal) => loadAudit(cursor, signal), []);
  const list = usePaged("audit", load);
  const denied = list.error instanceof ApiError && list.error.status === 403;
  return (
    <div className={head.room}>
      <RoomHead title={t.audit.title} lead={t.audit.lead} />
      {denied && <Nothing title={t.frame.audit}>{t.audit.denied}</Nothing>}
      {list.error && !denied && <Failure error={list.error} retry={list.reload} />}
      {!list.items && !list.error && <RoomSkeleton />}
      {list.items && (
        <>
          <ChainCheck />
          <div className={head.panel}>
            {list.items.length > 0 ? <AuditTable entries={list.items} /> : <Nothing title={t.audit.none}>{t.audit.noneDo}</Nothing>}
            {list.more && (
              <div className={head.more}>
                <Button loading={list.loadingMore} onClick={list.loadMore}>
                  {t.do.more}
                </Button>
              </div>
            )}
          </div>
        </>
      )}
    </div>
  );
}
