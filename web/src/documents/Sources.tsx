import { DeleteOutlined, PlusOutlined, ReloadOutlined } from "../theme/icons";
import { App, Button, Table, Tag } from "antd";
import { useState } from "react";
import { refreshSource, removeSource, sources as loadSources, type Source } from "../api/sources";
import { usePolling, useResource } from "../api/useResource";
import { explain, Failure } from "../notices/Failure";
import { Nothing } from "../notices/Nothing";
import { useTexts } from "../texts/TextsProvider";
import { exactMoment } from "../texts/numbers";
import { SourceForm } from "./SourceForm";
import styles from "./Documents.module.css";

const colours = { new: "processing", ready: "success", failed: "error", held: "warning" } as const;

/** The places that feed a base, when they were looked at last, and what was wrong with them. */
export function Sources({ base, onChanged }: { base: string; onChanged: () => void }) {
  const { t, language } = useTexts();
  const { modal, message } = App.useApp();
  const [adding, setAdding] = useState(false);
  const found = useResource(`sources-${base}`, (signal) => loadSources(base, signal));
  usePolling(found.data?.items.some((one) => one.status === "new") ?? false, 2000, found.reload);
  const fail = (problem: Error) => void message.error(explain(problem, t).what);
  const done = () => {
    found.reload();
    onChanged();
  };

  const refresh = (source: Source) => {
    const start = (remove: boolean) => refreshSource(source.id, remove).then(() => void message.info(t.sources.started), fail);
    if (source.status !== "held") return void start(false);
    modal.confirm({
      title: t.sources.heldTitle,
      content: t.sources.heldDo,
      okText: t.sources.heldRemove,
      okButtonProps: { danger: true },
      cancelText: t.do.cancel,
      onOk: () => start(true),
    });
  };
  const remove = (source: Source) =>
    modal.confirm({
      title: t.sources.remove(source.name),
      content: t.sources.removeDo,
      okText: t.do.delete,
      cancelText: t.do.cancel,
      onOk: () => removeSource(source.id).then(done, fail),
    });

  const add = (
    <Button icon={<PlusOutlined />} onClick={() => setAdding(true)}>
      {t.sources.add}
    </Button>
  );
  return (
    <div className={styles.panel}>
      {found.error && <Failure error={found.error} retry={found.reload} />}
      {found.data?.items.length === 0 && <Nothing title={t.sources.none} action={add}>{t.sources.noneDo}</Nothing>}
      {found.data && found.data.items.length > 0 && (
        <>
          <Table<Source>
            size="small"
            rowKey="id"
            pagination={false}
            scroll={{ x: "max-content" }}
            dataSource={found.data.items}
            columns={[
              { title: t.sources.name, dataIndex: "name" },
              { title: t.sources.kind, dataIndex: "kind", render: (kind: Source["kind"]) => t.sources.kinds[kind] },
              {
                title: t.documents.state,
                render: (_, source) => (
                  <>
                    <Tag color={colours[source.status]}>{t.sources.status[source.status]}</Tag>
                    {source.error && <div className={styles.reason}>{source.error.message}</div>}
                  </>
                ),
              },
              {
                title: t.sources.refreshed,
                render: (_, source) => (source.refreshed_at ? exactMoment(source.refreshed_at, language) : "–"),
              },
              { title: t.sources.every, render: (_, source) => (source.every_s ? t.sources.hours(source.every_s / 3600) : t.sources.byHand) },
              {
                title: t.documents.actions,
                render: (_, source) => (
                  <span className={styles.actions}>
                    <Button type="text" icon={<ReloadOutlined />} aria-label={t.sources.refreshOf(source.name)} onClick={() => refresh(source)} />
                    <Button type="text" danger icon={<DeleteOutlined />} aria-label={t.sources.removeOf(source.name)} onClick={() => remove(source)} />
                  </span>
                ),
              },
            ]}
          />
          <div>{add}</div>
        </>
      )}
      {adding && (
        <SourceForm
          base={base}
          onClose={() => setAdding(false)}
          onSaved={() => {
            setAdding(false);
            done();
          }}
        />
      )}
    </div>
  );
}
