import { Segmented, Skeleton } from "antd";
import { useMemo, useState } from "react";
import { principals as loadPrincipals, usage as loadUsage } from "../api/access";
import type { UsageBy } from "../api/types";
import { useResource } from "../api/useResource";
import head from "../frame/RoomHead.module.css";
import { Failure } from "../notices/Failure";
import { Nothing } from "../notices/Nothing";
import { useMe } from "../session/SessionProvider";
import { useTexts } from "../texts/TextsProvider";
import { UsageChart } from "./UsageChart";
import { UsageTable } from "./UsageTable";
import styles from "./Access.module.css";

const DAY = 86_400_000;

/** The end of today in local time, so that a period always holds whole days. */
function tonight(): number {
  const date = new Date();
  date.setHours(24, 0, 0, 0);
  return date.getTime();
}

export function Usage() {
  const { t } = useTexts();
  const admin = useMe().principal.role === "admin";
  const [days, setDays] = useState(30);
  const [by, setBy] = useState<UsageBy>("day");
  const to = useMemo(tonight, []);
  const from = to - days * DAY;
  const perDay = useResource(`usage-day-${days}`, (signal) => loadUsage(from, to, "day", signal));
  const rows = useResource(`usage-${by}-${days}`, (signal) => loadUsage(from, to, by, signal));
  const people = useResource(`usage-people-${admin}`, async (signal) => (admin ? (await loadPrincipals(signal)).items : []));
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
          {rows.data ? <UsageTable rows={rows.data.items} by={by} people={people.data ?? []} /> : <Skeleton active className={styles.awaited ?? ""} />}
        </div>
      )}
    </>
  );
}
