import { Segmented, Skeleton } from "antd";
import { useMemo, useState } from "react";
import { usage as loadUsage } from "../api/access";
import type { UsageBy } from "../api/types";
import { useResource } from "../api/useResource";
import head from "../frame/RoomHead.module.css";
import { Failure } from "../notices/Failure";
import { Nothing } from "../notices/Nothing";
import { useTexts } from "../texts/TextsProvider";
import { UsageChart } from "./UsageChart";
import { UsageTable } from "./UsageTable";
import { usePeople } from "./usePeople";
import styles from "./Access.module.css";

const DAY = 86_400_000;

/** The end of today. Days are those of UTC, as in the records and the quotas. */
function tonight(): number {
  return Math.ceil((Date.now() + 1) / DAY) * DAY;
}

export function Usage() {
  const { t } = useTexts();
  const [days, setDays] = useState(30);
  const [by, setBy] = useState<UsageBy>("day");
  const to = useMemo(tonight, []);
  const from = to - days * DAY;
  const perDay = useResource(`usage-day-${days}`, (signal) => loadUsage(from, to, "day", signal));
  const rows = useResource(`usage-${by}-${days}`, (signal) => loadUsage(from, to, by, signal));
  const { nameOf } = usePeople();
  const tools = (
    <div className={styles.tools}>
      <Segmented
        aria-label={t.access.by}
        value={by}
        onChange={setBy}
        options={[
          { value: "day", label: t.access.day },
          { value: "principal", label: t.access.principal },
          { value: "model", label: t.access.model },
        ]}
      />
      <Segmented
        aria-label={t.access.rangeLabel}
        value={days}
        onChange={setDays}
        options={[7, 30, 90].map((n) => ({ value: n, label: t.access.range(n) }))}
      />
    </div>
  );

  const error = rows.error ?? perDay.error;
  if (error) return <Failure error={error} retry={rows.reload} />;
  return (
    <>
      {tools}
      {!perDay.data && <Skeleton active />}
      {perDay.data?.items.length === 0 && (
        <div className={head.panel}>
          <Nothing title={t.access.noUsage}>{t.access.noUsageDo}</Nothing>
        </div>
      )}
      {perDay.data && perDay.data.items.length > 0 && (
        <div className={head.panel}>
          <UsageChart rows={perDay.data.items} from={from} days={days} />
          {rows.data ? <UsageTable rows={rows.data.items} by={by} nameOf={nameOf} /> : <Skeleton active className={styles.awaited ?? ""} />}
        </div>
      )}
    </>
  );
}
